"""Tools for solutions in rounds with a calculator: run, show what came out, write again (ToRA).

Gou et al., ICLR 2024 (arXiv 2309.17452). An attempt is {lines, reasoning, output, error}: a program as lines “name =
expression”, the reasons beside it, what each line came to, and why it cannot count, or ''.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools.arithmetic import wrong
from generation.methods.tools.calculator import CannotCalculate, decimal, evaluate, parse
from generation.methods.translatable import gettext_noop as _


def attempted(lines: Sequence[Any], reasoning: Sequence[str] | str, check: bool = True) -> list[dict]:
    """Return the attempts that some solutions are, run; a single solution may stand alone.

    Unless `check` is off, a wrong calculation in the reasons is an error as well.
    """
    if isinstance(reasoning, str):
        lines, reasoning = [lines], [reasoning]
    if not lines:
        raise Unusable(_("no solution"))
    return [attempt(one, why, check) for one, why in zip(lines, reasoning, strict=True)]


def attempt(lines: Sequence[str], reasoning: str, check: bool = True) -> dict:
    """Return one attempt, run as far as it goes."""
    known: dict[str, Any] = {}
    output, error = [], "" if lines else "There is no calculation."
    for line in map(str, lines):
        name, equals, source = line.rpartition("=")
        try:
            value = evaluate(parse(source.strip() if equals else line), known)
        except CannotCalculate as problem:
            error = f"“{line}”: {problem}"
            break
        known[name.strip()] = value
        output.append(f"{line.strip()} → {decimal(value)}")
    if not error and check and (false := wrong(reasoning)):
        error = f"This calculation is wrong: {false[0].text}"
    return {"lines": [str(line) for line in lines], "reasoning": reasoning, "output": output, "error": error}


def failing(attempts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any] | None]:
    """Return the attempts with an error, None in the place of each other one."""
    return [one if one["error"] else None for one in attempts]


def mended(
    attempts: Sequence[Mapping[str, Any]],
    lines: Sequence[Any] | None,
    reasoning: Sequence[str | None] | None,
    check: bool = True,
) -> list[Mapping[str, Any]]:
    """Return the attempts with what was written anew, run; where nothing came, an attempt stays as it was."""
    if not lines or not reasoning:
        return list(attempts)
    told = zip(attempts, lines, reasoning, strict=True)
    return [old if new is None else attempt(new, why or "", check) for old, new, why in told]


def all_run(attempts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether no attempt has an error."""
    return not any(one["error"] for one in attempts)


ATTEMPT = ("lines", "reasoning", "output", "error")
TOOLS = {
    "attempted": Tool(attempted, gives=ATTEMPT),
    "failing": Tool(failing, gives=ATTEMPT),
    "mended": Tool(mended, gives=ATTEMPT),
    "all_run": Tool(all_run),
}
