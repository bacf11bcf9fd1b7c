"""What a filter did, by label, and how often it was wrong, by what people say of dropped rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.filters.decision import Decision
from generation.methods.estimates import Share, wilson

TO_REVIEW = 20


@dataclass(frozen=True)
class Counts:
    """Of one label, or '' for rows without one: rows before, and what became of them. `share` of all before and after;
    after counts what is kept and what people have yet to decide."""

    label: str
    before: int
    kept: int
    dropped: int
    undecided: int
    share_before: float
    share_after: float


def counts(decision: Decision, labels: np.ndarray, classes: Sequence[str]) -> list[Counts]:
    """Count by label, in the order of `classes`, rows without a label last where there are some.

    labels : class numbers, -1 for none.
    """
    places = [*range(len(classes)), *([-1] if (labels < 0).any() else [])]
    stays = ~decision.dropped
    before, after = max(1, len(labels)), max(1, int(stays.sum()))
    found = []
    for place in places:
        rows = labels == place
        kept, dropped = int((rows & decision.kept).sum()), int((rows & decision.dropped).sum())
        total = int(rows.sum())
        name = classes[place] if place >= 0 else ""
        shares = total / before, (total - dropped) / after
        found.append(Counts(name, total, kept, dropped, total - kept - dropped, *shares))
    return found


def dropped_to_review(decision: Decision, *, most: int = TO_REVIEW, random_state: int = 0) -> np.ndarray:
    """Positions of dropped rows, drawn uniformly, for people to look at: 20, or all where fewer are dropped."""
    rows = np.flatnonzero(decision.dropped)
    drawn = np.random.default_rng(random_state).choice(rows, min(most, len(rows)), replace=False)
    return np.sort(drawn)


def false_drops(right: Sequence[bool], *, level: float = 0.95) -> Share:
    """Share of the dropped rows that people found to be good, with Wilson's interval.

    right : for each dropped row drawn at random and reviewed, whether it should have stayed. Nobody looked: no value.
    """
    return wilson(sum(map(bool, right)), len(right), level=level)
