"""Problems with numbers: programs, the words for them, and solutions that are sometimes wrong.

The model's problems are told as “boxes = 12, pens = 5. Then total = boxes * pens. How much is total?”, which it can
also solve backwards. Of problems told in another way it does not know the answer.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Any

from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.prompts import Prompt
from generation.methods.tools.calculator import CannotCalculate, calculate, decimal

THINGS = ("boxes", "pens", "cups", "jars", "tins", "bags", "caps", "rolls", "pots", "crates", "books", "stamps")
EQUATION = re.compile(r"\b([a-z][a-z0-9_]*) = ([a-z0-9_+*/()\s-]+?)(?=[,.;\n]|$)")
ASKED = re.compile(r"How much is ([a-z][a-z0-9_]*)\?")
TOLD = re.compile(r"(?:answer to this question is|So [a-z0-9_]+ is) (-?\d+)")
UNKNOWN = re.compile(r"value of ([a-z])\?")
LISTED = re.compile(r"^\d+\. (\w+ = .+)$", re.MULTILINE)
LARGEST = 2000  # that an unknown number is tried up to
ENDINGS = re.compile(r"_(?:again|new)$")


def answered(prompt: Prompt, schema: dict, rng: Random, knobs: Knobs) -> dict[str, Any] | None:
    """Return the answer to a request about such a problem; None where it is about something else."""
    names = {ENDINGS.sub("", name): name for name in schema.get("properties", {})}
    write = WRITERS.get(frozenset(names))
    if frozenset(names) == {"asked"} and "short calculation answers it" in prompt.last:
        return {"asked": question(prompt.last, rng, knobs)["question"]}
    if write is None or "problem" not in prompt.last.casefold():
        return None
    return {names[key]: value for key, value in write(prompt.last, rng, knobs).items()}


def program(last: str, rng: Random, knobs: Knobs) -> dict:
    """A program with as many operations as the prompt asks for."""
    wanted = re.search(r"no fewer: (\d+)", last)
    things = rng.sample(THINGS, min(int(wanted.group(1)) if wanted else 2, len(THINGS) - 1) + 1)
    steps, before = [], things[0]
    for number, thing in enumerate(things[1:], start=1):
        steps.append(f"sum{number} = {before} {rng.choice('+*') if number < 3 else '+'} {thing}")
        before = f"sum{number}"
    variables = [{"name": name, "low": 2, "high": 30, "step": 1} for name in things]
    return {"variables": variables, "steps": steps, "decimals": 0, "unit": "things"}


def question(last: str, rng: Random, knobs: Knobs) -> dict:
    """The words for the program that the prompt lists, or a problem of the model's own."""
    lines = LISTED.findall(last)
    if not lines:
        made = program(last if "no fewer" in last else f"no fewer: {rng.randint(1, 3)}", rng, knobs)
        lines = [f"{one['name']} = {rng.randint(2, 30)}" for one in made["variables"]] + made["steps"]
    given = [line for line in lines if line.split(" = ")[1].isdigit()]
    steps = [line for line in lines if line not in given]
    words = f"{', '.join(given)}. {' '.join(f'Then {step}.' for step in steps)}"
    return {"question": f"{words} How much is {steps[-1].split(' = ')[0]}?"}


def backward(last: str, rng: Random, knobs: Knobs) -> dict:
    """Steps first, then a problem that has as many, about the word that is asked for."""
    wanted, word = re.search(r"no fewer: (\d+)", last), re.search(r"must use: (.+)", last)
    made = question(f"no fewer: {wanted.group(1) if wanted else 2}", rng, knobs)["question"]
    steps = [f"{name} = {source}" for name, source in EQUATION.findall(made) if not source.isdigit()]
    return {"steps": steps, "question": f"This is about {word.group(1) if word else 'things'}: {made}"}


def solution(last: str, rng: Random, knobs: Knobs) -> dict:
    """Reasons with each calculation, the lines for a calculator, and the answer; wrong as often as labels are."""
    text = last.rpartition("Problem: ")[2]
    equations = EQUATION.findall(text)
    unknown = UNKNOWN.search(text)
    try:
        if unknown:
            return _backwards(text, equations, unknown.group(1))
        reasons, lines, known = [], [], {}
        for name, source in equations:
            value = calculate(source, known)
            shown = re.sub(r"[a-z][a-z0-9_]*", lambda match, known=known: decimal(known[match.group()]), source)
            reasons += [f"{name} = {shown} = {decimal(value)}"] if shown != decimal(value) else []
            known[name], lines = value, [*lines, f"{name} = {source}"]
        name = ASKED.search(text).group(1)
        wrong = rng.randint(1, 9) if rng.random() < knobs.label_noise else 0
        answer = decimal(known[name] + wrong)
    except (CannotCalculate, AttributeError, KeyError):
        return {"reasoning": "It cannot be told.", "lines": [], "answer": "unknown"}
    return {"reasoning": "; ".join(reasons) + ".", "lines": [*lines, f"{name} + {wrong}"], "answer": answer}


def _backwards(text: str, equations: list[tuple[str, str]], unknown: str) -> dict:
    told = calculate(TOLD.search(text).group(1))
    asked = ASKED.search(text) or re.search(r"So ([a-z0-9_]+) is", text)
    for number in range(LARGEST):
        known: dict = {}
        for name, source in equations:
            known[name] = calculate(re.sub(rf"\b{unknown}\b", str(number), source), known)
        if known[asked.group(1)] == told:
            return {"reasoning": f"It holds for {unknown} = {number}.", "lines": [str(number)], "answer": str(number)}
    raise CannotCalculate("no number")


def rephrased(last: str, rng: Random, knobs: Knobs) -> dict:
    """The same problem after a few words more."""
    opening = rng.choice(("In a shop:", "Think of a store where", "Say that", "Here is what is known:"))
    return {"rephrased": f"{opening} {last.rpartition('Problem: ')[2].strip()}"}


def statement(last: str, rng: Random, knobs: Knobs) -> dict:
    """What the problem tells, and its answer, without the question."""
    text, _between, answer = last.rpartition("Problem: ")[2].partition("\nAnswer: ")
    asked = ASKED.search(text)
    told = ASKED.sub("", text).strip()
    return {"statement": f"{told} So {asked.group(1) if asked else 'it'} is {answer.strip()}."}


def _told(**names: str) -> Callable:
    """What a request calls the parts of a solution."""

    def write(last: str, rng: Random, knobs: Knobs) -> dict:
        found = solution(last, rng, knobs)
        return {name: found[part] for name, part in names.items()}

    return write


WRITERS: dict[frozenset, Callable] = {
    frozenset({"variables", "steps", "decimals", "unit"}): program,
    frozenset({"question"}): question,
    frozenset({"reasoning", "answer"}): _told(reasoning="reasoning", answer="answer"),
    frozenset({"reasoning", "lines"}): _told(reasoning="reasoning", lines="lines"),
    frozenset({"reasoning", "said"}): _told(reasoning="reasoning", said="answer"),
    frozenset({"lines"}): _told(lines="lines"),
    frozenset({"steps", "question"}): backward,
    frozenset({"rephrased"}): rephrased,
    frozenset({"statement"}): statement,
}
