"""Tools for exercises that come with their solution: work the solution out, and put the two together."""

from collections.abc import Sequence

from generation.methods.plans.steps.tools.maths import computed
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools.agreement import agrees, canonical


def worked_out(lines: Sequence[str], answer: str, reasoning: str = "", check: bool = True) -> dict:
    """Return {passes, value, problem}: whether the calculator comes to the answer by these lines, and what if not.

    Not to `check` lets everything pass.
    """
    if not check:
        return {"passes": True, "value": "", "problem": ""}
    try:
        value = computed(lines or [], reasoning or "")
    except Unusable as found:
        return {"passes": False, "value": "", "problem": str(found)}
    if not agrees(canonical(value), canonical(answer)):
        return {"passes": False, "value": value, "problem": f"the lines give {value}, the answer says {answer}"}
    return {"passes": True, "value": value, "problem": ""}


def solution(reasoning: str, answer: str) -> str:
    """Return a solution with its answer at the end, said once."""
    reasoning = reasoning.strip()
    return reasoning if reasoning.endswith(answer) else f"{reasoning}\n\nAnswer: {answer}"


TOOLS = {
    "worked_out": Tool(worked_out, gives=("passes", "value", "problem")),
    "solution": Tool(solution),
}
