"""Tools for problems that a program computes: instantiated by the draw's seed, stated in words, solved again blind."""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from generation.methods.plans.steps.tools.reasoning import same_answer
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools import numbers, programs
from generation.methods.tools.arithmetic import wrong
from generation.methods.tools.calculator import CannotCalculate, decimal, evaluate, parse
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.complexity import line_count

NO_PROGRAM = _("The last program could not be used: %(problem)s.")
WRONG = _("wrong: %(text)s")
SEEDS = 2**31


def instance(
    variables: Sequence[Mapping[str, Any]],
    lines: Sequence[str],
    decimals: int,
    unit: str,
    rng: Random,
    operations: str | int = 0,
) -> dict:
    """Return a program with its variables drawn and its answer computed, which no model does.

    {given, program, answer, unit, operators, values, data}. Unusable where it is no program, takes other than
    `operations` operations (0: any number), or has a variable whose change moves nothing.
    """
    data = {"variables": list(variables), "steps": list(lines), "decimals": decimals, "unit": unit}
    try:
        program = programs.read(data)
        if int(operations or 0) not in (0, program.operators):
            raise programs.ProgramError(f"{program.operators} operations instead of {operations}")
        values = programs.instantiate(program, rng.randrange(SEEDS))
        if idle := programs.idle_variables(program, values, rng.randrange(SEEDS)):
            raise programs.ProgramError(f"{', '.join(idle)} moves nothing")
        answer = programs.answer(program, values)
    except (programs.ProgramError, CannotCalculate) as problem:
        raise Unusable(NO_PROGRAM % {"problem": problem}) from problem
    return {
        "given": [f"{name} = {decimal(value)}" for name, value in values.items()],
        "program": list(lines),
        "answer": decimal(answer),
        "unit": unit,
        "operators": program.operators,
        "values": {name: decimal(value) for name, value in values.items()},
        "data": data,
    }


def states(question: str, values: Mapping[str, str]) -> bool:
    """Whether a text states every given number."""
    told = {worth for number in numbers.numbers(question) for worth in (number.value, number.shown)}
    return all(numbers.values(value)[0] in told for value in values.values())


def otherwise(question: str, values: Mapping[str, str], data: Mapping[str, Any], rng: Random) -> dict:
    """Return the question with another value of one variable, and the answer that it then has: {question, answer}.

    Unusable where no value stands in the text exactly once.
    """
    program, known = programs.read(data), {name: parse_number(value) for name, value in values.items()}
    for name in rng.sample(list(known), len(known)):
        places = [one for one in numbers.numbers(question) if known[name] in (one.value, one.shown)]
        changed = programs.moved(program, known, name, rng.randrange(SEEDS)) if len(places) == 1 else None
        if changed:
            text = numbers.masked(question, places[0], decimal(changed[name]))
            return {"question": text, "answer": decimal(programs.answer(program, changed))}
    raise Unusable(_("no number stands in the text exactly once"))


def computed(lines: Sequence[str], reasoning: str = "", check: bool = True) -> str:
    """Return the value of the last of some lines, “name = expression”, by the calculator.

    Unusable where a line has none, or, unless `check` is off, where a statement of the reasoning is wrong.
    """
    if check and (false := wrong(reasoning)):
        raise Unusable(WRONG % {"text": false[0].text})
    known: dict[str, Any] = {}
    value = None
    try:
        for line in lines:
            name, equals, source = str(line).rpartition("=")
            value = evaluate(parse(source.strip() if equals else str(line)), known)
            known[name.strip()] = value
    except CannotCalculate as problem:
        raise Unusable(str(problem)) from problem
    if value is None:
        raise Unusable(_("no calculation"))
    return decimal(value)


def any_same(answers: Sequence[Any] | None, wanted: Any) -> bool:
    """Whether one of some answers is the wanted one, where there is one that is wanted."""
    return wanted is None or any(same_answer(answer, wanted) for answer in answers or [])


def names_word(text: str, word: str) -> bool:
    """Whether a text has a word, in any of its forms that begin like it."""
    return bool(re.search(rf"(?<!\w){re.escape(word.casefold())}", text.casefold()))


def parse_number(value: str) -> Any:
    """Return the number that a text is."""
    return evaluate(parse(value), {})


INSTANCE = ("given", "program", "answer", "unit", "operators", "values", "data")
TOOLS = {
    "instance": Tool(instance, random=True, gives=INSTANCE),
    "states": Tool(states),
    "otherwise": Tool(otherwise, random=True, gives=("question", "answer")),
    "computed": Tool(computed),
    "any_same": Tool(any_same),
    "names_word": Tool(names_word),
    "line_count": Tool(line_count),
}
