"""Tools for puzzles of statements: what they say for certain, and a derivation of which each step has to follow."""

from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools import logic
from generation.methods.translatable import gettext_noop as _

TOO_FEW = _("fewer than %(least)s premises")
ANOTHER = _("the answer is %(found)s, not %(wanted)s")
NOT_TAKEN = "“%(formula)s” was not taken: %(problem)s."  # for the model
FEWEST = 3  # premises
VERDICTS = {"true": "", "false": "not "}


def puzzle(premises: Sequence[Mapping[str, str]], target: Mapping[str, str], wanted: str) -> dict:
    """Return a puzzle whose verdict is the wanted one by truth table, its premises split into certain and open ones.

    {text, formulas, certain, open, aim, verdict}: `aim` is what a derivation has to prove. Unusable for fewer than
    three premises, formulas that cannot be read, contradictions, another verdict, or a target that is a premise.
    """
    if len(premises) < FEWEST:
        raise Unusable(TOO_FEW % {"least": FEWEST})
    try:
        read = [logic.read(one["formula"]) for one in premises]
        found = logic.verdict(read, logic.read(target["formula"]))
        aim = f"{VERDICTS.get(wanted, '')}({target['formula'].strip().rstrip('.')})"
        given = logic.canonical(logic.read(aim)) in map(logic.canonical, read)
    except logic.LogicError as problem:
        raise Unusable(str(problem)) from problem
    if found != wanted or given:
        told = ANOTHER % {"found": found, "wanted": wanted}
        raise Unusable(told if found != wanted else _("the answer stands among the premises"))
    lines = [f"{i}. {one['text']} [{one['formula']}]" for i, one in enumerate(premises)]
    certain = [_is_certain(formula) for formula in read]
    return {
        "text": " ".join([*(one["text"] for one in premises), f"Is this true or false? {target['text']}"]),
        "formulas": [one["formula"] for one in premises],
        "certain": "\n".join(line for line, sure in zip(lines, certain, strict=True) if sure),
        "open": "\n".join(line for line, sure in zip(lines, certain, strict=True) if not sure),
        "aim": aim,
        "verdict": wanted,
    }


def derive(puzzle: dict, formula: str, uses: Sequence[str], memory: dict | None = None, check: bool = True) -> dict:
    """Return the memory with one more step, where it follows from what it names and says something new.

    {steps, told, problem, refused, decided}; a step is {formula, uses}, `uses` numbers of premises, from 0, and of
    earlier steps after them; `problem` is why this one was not taken. Decided where the accepted steps alone prove what
    is to be proved. Unless `check` is off, which takes each step as it comes, and the word of the last one.
    """
    before = memory or {"steps": [], "refused": []}
    step = {"formula": formula.strip(), "uses": [int(one) for one in uses if str(one).strip().isdigit()]}
    steps = [*before["steps"], step]
    report = _report(puzzle, steps)
    problem = report.problems[-1] if check else ""
    if problem:
        steps = before["steps"]
    decided = report.proved if check else _claims(step["formula"], puzzle["aim"])
    first = len(puzzle["formulas"])
    return {
        "steps": steps,
        "told": "\n".join(f"{first + i}. [{one['formula']}]" for i, one in enumerate(steps)),
        "problem": NOT_TAKEN % {"formula": step["formula"], "problem": problem} if problem else "",
        "refused": [*before["refused"], problem] if problem else before["refused"],
        "decided": decided and not problem,
    }


def needed(puzzle: dict, memory: dict) -> list[dict]:
    """Return the derivation with each step marked that nothing needed."""
    idle = _report(puzzle, memory["steps"]).idle
    return [{**step, "idle": place in idle} for place, step in enumerate(memory["steps"])]


def _report(puzzle: dict, steps: Sequence[dict]) -> logic.Report:
    made = [logic.Step(step["formula"], tuple(step["uses"])) for step in steps]
    try:
        return logic.check(puzzle["formulas"], made, puzzle["aim"])
    except logic.LogicError as problem:
        raise Unusable(str(problem)) from problem


def _claims(formula: str, aim: str) -> bool:
    try:
        return logic.canonical(logic.read(formula)) == logic.canonical(logic.read(aim))
    except logic.LogicError:
        return False


def _is_certain(formula: logic.Formula) -> bool:
    """Whether a premise says of one statement that it holds, or that it does not."""
    return not formula.operator or (formula.operator == "¬" and not formula.parts[0].operator)


def told_of(verdict: Any) -> str:
    """Return a verdict as an answer."""
    return str(verdict).capitalize()


TOOLS = {
    "puzzle": Tool(puzzle, gives=("text", "formulas", "certain", "open", "aim", "verdict")),
    "derive": Tool(derive, gives=("steps", "told", "problem", "refused", "decided")),
    "needed": Tool(needed),
    "told_of": Tool(told_of),
}
