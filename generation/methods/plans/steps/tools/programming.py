"""Tools for questions that a small program answers: the program on which executed ones agree.

SymGen, J. Ye et al. 2023 (arXiv 2305.13917), for programs of the calculator. Its votes are counted with multiplicity,
and its test on other rows becomes one on other numbers of the question.
"""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from generation.methods.plans.steps.tools.maths import computed
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools import numbers
from generation.methods.translatable import gettext_noop as _

AGREE = _("only %(n)s programs agree")
LITERAL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
CHANGE = 7  # added to each number of the question that a program uses


def program_vote(programs: Sequence[Any], question: str, least: int, check: bool = True) -> dict:
    """Return the shortest of the programs (lists of lines) that came to the value of most:
    {program, value, votes, of, share, counts}.

    Unusable with fewer than `least` votes, a draw, or, unless `check` is off, a program that uses no number of the
    question or comes to the same whatever they are.
    """
    given = [tuple(map(str, lines)) for lines in _listed(programs)]
    votes: Counter[str] = Counter()
    members: dict[str, set[tuple[str, ...]]] = {}
    for lines in given:
        if (value := _value(lines)) is not None:
            votes[value] += 1
            members.setdefault(value, set()).add(lines)
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < least or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        raise Unusable(AGREE % {"n": ranked[0][1] if ranked else 0})
    value = ranked[0][0]
    fitting = [lines for lines in members[value] if not check or moves(lines, question)]
    if not fitting:
        raise Unusable(_("the result is the same whatever the numbers are"))
    program = min(fitting, key=lambda lines: (len(lines), sum(map(len, lines)), lines))
    return {
        "program": "\n".join(program),
        "value": value,
        "votes": ranked[0][1],
        "of": len(given),
        "share": ranked[0][1] / len(given),
        "counts": sorted(votes.values(), reverse=True),
    }


def moves(lines: Sequence[str], question: str) -> bool:
    """Whether a program comes to another value where the numbers that it has from the question are others."""
    told = set(numbers.values(question))

    def other(match: re.Match) -> str:
        return str(Fraction(match.group()) + CHANGE) if Fraction(match.group()) in told else match.group()

    changed = [LITERAL.sub(other, line) for line in lines]
    return changed != list(lines) and _value(changed) != _value(lines)


def _listed(programs: Sequence[Any]) -> list[Sequence[str]]:
    """One program alone is a list of its lines."""
    return [programs] if programs and isinstance(programs[0], str) else [lines for lines in programs if lines]


def _value(lines: Sequence[str]) -> str | None:
    try:
        return computed(lines, check=False)
    except Unusable:
        return None


TOOLS = {"program_vote": Tool(program_vote, gives=("program", "value", "votes", "of", "share", "counts"))}
