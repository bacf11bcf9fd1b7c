"""The answer on which independent solutions agree, counted by how often each was given.

Self-consistency, Wang et al. 2023 (arXiv 2203.11171); SymGen, Ye et al. 2023 (arXiv 2305.13917), whose release votes
after removing duplicates, while here each copy counts; Synthetic Prompting, Shao et al. 2023 (arXiv 2302.00618).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from generation.methods.tools.numbers import CURRENCIES, DIGITS, SCALES

TOLERANCE = Fraction(1, 10_000)  # relative; ToRA's, Gou et al. 2024
SHARE = 0.5

Canonical = Fraction | str
_NUMBER = re.compile(
    rf"(?:[a-z]\s*=\s*)?(?P<sign>[-−]?)\s?[{CURRENCIES}]?\s?(?P<top>{DIGITS})(?:\s?/\s?(?P<bottom>{DIGITS}))?"
    rf"(?:\s(?P<scale>{'|'.join(SCALES)})\b)?\s?(?P<unit>%|[^\W\d_].*)?"
)
_UNSURE = {"", "none", "null", "n/a", "unknown", "unsure", "not sure", "i don't know", "cannot be determined"}


@dataclass(frozen=True)
class Vote:
    """One solution: its answer in canonical form (None: unsure), how often it was given, its chain and score.

    `score` is whatever ranks solutions with the same answer, such as a mean log-probability.
    """

    answer: Canonical | None
    chain: str = ""
    count: int = 1
    score: float = 0.0


@dataclass(frozen=True)
class Majority:
    """The answer with the most votes, how many of how many, who gave it, and the votes of each answer, most first."""

    answer: Canonical
    votes: int
    of: int
    members: tuple[Vote, ...]
    counts: tuple[int, ...]

    @property
    def share(self) -> float:
        """Its share of all votes, the unsure ones included: a confidence."""
        return self.votes / self.of

    @property
    def shortest(self) -> Vote:
        """The member with the shortest chain, the first of equals."""
        return min(self.members, key=lambda vote: len(vote.chain))

    @property
    def likeliest(self) -> Vote:
        """The member with the highest score, the first of equals."""
        return max(self.members, key=lambda vote: vote.score)


def canonical(answer: str | None, unit: str = "") -> Canonical | None:
    """Return the form in which answers are compared; None where the answer is unsure or empty.

    A number, with a currency or percent sign or the `unit` that was asked for, is the number alone: $1,250.00, x = 1250
    and, where dollars were asked for, 1250 dollars are 1250. With another unit (5 km, 5 m) it is text, for nobody
    converts. Text is compared without case, outer punctuation or repeated blanks.
    """
    plain = " ".join((answer or "").casefold().split()).rstrip(".!").strip("\"'`“”‘’* ")
    if plain in _UNSURE:
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None or _singular(match["unit"] or "%") not in ("%", _singular(unit.casefold())):
        return plain
    top, bottom = (Fraction((match[name] or "1").replace(",", "")) for name in ("top", "bottom"))
    if not bottom:
        return plain
    size = top / bottom * SCALES.get(match["scale"] or "", 1)
    return -size if match["sign"] else size


def agrees(left: Canonical | None, right: Canonical | None, tolerance: Fraction = TOLERANCE) -> bool:
    """Say whether two answers are the same: equal texts, or numbers within the relative tolerance; never with None."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return abs(left - right) <= tolerance * max(abs(left), abs(right))
    return left is not None and left == right


def majority(votes: Sequence[Vote], *, share: float = SHARE, at_least: int = 1) -> Majority | None:
    """Return the answer with the most votes, or None where the votes do not settle it.

    Numbers are grouped around the most frequent value, whatever the order of the votes. None is returned without votes,
    for a draw at the top, and where the winner has less than `share` of all votes or fewer than `at_least`. Defaults:
    half (self-consistency); SymGen takes at_least=5 of 20, Synthetic Prompting at_least=m // 2 + 1.
    """
    groups = sorted(_groups(votes), key=_size, reverse=True)
    if not groups or (len(groups) > 1 and _size(groups[0]) == _size(groups[1])):
        return None
    counts = tuple(map(_size, groups))
    found = Majority(groups[0][0].answer, counts[0], sum(vote.count for vote in votes), tuple(groups[0]), counts)
    return found if found.share >= share and found.votes >= at_least else None


def _singular(unit: str) -> str:
    return unit[:-1] if len(unit) > 3 and unit.endswith("s") else unit


def _groups(votes: Sequence[Vote]) -> list[list[Vote]]:
    """Put equal answers together; the most frequent exact answer takes those near it first, then the next."""
    exact: dict[Canonical, list[Vote]] = {}
    for vote in votes:
        if vote.answer is not None:
            exact.setdefault(vote.answer, []).append(vote)
    groups: list[list[Vote]] = []
    for answer in sorted(exact, key=lambda answer: (-_size(exact[answer]), isinstance(answer, str), answer)):
        near = next((group for group in groups if agrees(group[0].answer, answer)), None)
        if near is None:
            groups.append(list(exact[answer]))
        else:
            near.extend(exact[answer])
    return groups


def _size(group: Sequence[Vote]) -> int:
    return sum(vote.count for vote in group)
