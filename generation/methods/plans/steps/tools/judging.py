"""Tools for judging pairs: in which order a judge sees them, and what two judgements in swapped orders agree on.

RLAIF, Lee et al. 2023 (arXiv 2309.00267): each pair is judged in both orders, against a judge's liking for a place.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from generation.methods.fence import fence
from generation.methods.parts import PartError
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.taskspec import QuestionSpec
from generation.methods.translatable import gettext_noop as _

FIRST, SECOND = "first", "second"
_WHICH = re.compile(r"(?<![a-z0-9])(?:(a|1|first)|(b|2|second))(?![a-z0-9])")


def mixed(careful: str, free: str, rng: Random) -> dict[str, str]:
    """Return the two as {a, b, a_was, b_was}, which is which by chance: its place tells nothing of an answer."""
    pair = [("careful", careful), ("free", free)]
    if not careful or not free or careful.split() == free.split():
        raise Unusable(_("twice the same answer"))
    (a_was, a), (b_was, b) = rng.sample(pair, 2)
    return {"a": a, "b": b, "a_was": a_was, "b_was": b_was}


def both_orders(pair: Mapping[str, str], swap: bool = True) -> list[str]:
    """Return the two answers as a judge reads them: a before b, and with `swap` also b before a."""
    orders = [(pair["a"], pair["b"]), (pair["b"], pair["a"])]
    return ["\n\n".join((fence("first", one), fence("second", other))) for one, other in orders[: 1 + swap]]


def preferred(votes: Sequence[str | None], labels: Sequence[str]) -> str:
    """Return the label of the answer that is better in every order: the first of `labels` for a, the second for b.

    '' where judgements differ, or one is missing.
    """
    said = [vote if place == 0 else _swapped(vote) for place, vote in enumerate(votes)]
    if len(set(said)) != 1 or said[0] not in (FIRST, SECOND):
        return ""
    return labels[0] if said[0] == FIRST else labels[1]


def check_sides(question: QuestionSpec) -> None:
    """Raise PartError where the first two labels do not name a and b, by the first of both that they name."""
    two = question.labels[:2]
    if ["".join({side for name in (one.name, one.verbalizer) if (side := _side(name))}) for one in two] != ["a", "b"]:
        raise PartError(
            "labels",
            _(
                "The first two labels of the question “%(question)s” must say that answer A and that answer B is "
                "better, such as “A is better” and “B is better”. They are: %(labels)s."
            ),
            {"question": question.name, "labels": ", ".join(one.name for one in two) or "–"},
        )


def _side(name: str) -> str:
    """Which of the two a label's name tells first; '' where neither."""
    found = _WHICH.search(name.casefold())
    return ("a" if found.group(1) else "b") if found else ""


def mean(numbers: Sequence[float | None]) -> float | None:
    """Return the mean of the numbers there are."""
    told = [number for number in numbers if number is not None]
    return sum(told) / len(told) if told else None


def _swapped(vote: Any) -> Any:
    return {FIRST: SECOND, SECOND: FIRST}.get(vote, vote)


TOOLS = {
    "mixed": Tool(mixed, random=True),
    "both_orders": Tool(both_orders),
    "preferred": Tool(preferred, check=check_sides),
    "mean": Tool(mean),
}
