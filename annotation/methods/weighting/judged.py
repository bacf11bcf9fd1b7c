"""On which checked rows a student is judged, and what two ways to learn differ by on them."""

import numpy as np

from annotation.methods.trials.paired import paired_difference
from generation.methods.estimates import wilson

ENOUGH = 20  # rows to test on: below, no interval would tell anything
DRAWN, CHOSEN = "drawn", "chosen"


def judged_on(truth: np.ndarray, drawn: np.ndarray, among: np.ndarray | None = None) -> tuple[np.ndarray, str] | None:
    """Places of the rows to test on, and how they came to be checked; None where they are too few.

    People look at suspicious rows first, and what helps on these need not help on others: rows that chance drew are the
    test. Only where fewer than 20 are drawn, or all have one label, are all checked rows.

    truth : class numbers of what people said, -1 where nobody did. drawn : checked because chance had drawn them.
    among : the rows to choose from; None for all.
    """
    checked = (truth >= 0) if among is None else among & (truth >= 0)
    for basis, of in ((DRAWN, checked & drawn), (CHOSEN, checked)):
        found = np.flatnonzero(of)
        if len(found) >= ENOUGH and len(np.unique(truth[found])) > 1:
            return found, basis
    return None


def share(right: np.ndarray) -> dict:
    return wilson(int(right.sum()), len(right)).as_json()


def difference(before: np.ndarray, after: np.ndarray) -> dict:
    """Of the same rows, in pairs: which of them were right before and after (Newcombe's interval)."""
    counts = [int((a & b).sum()) for a, b in ((before, after), (before, ~after), (~before, after), (~before, ~after))]
    found = paired_difference(*counts)
    return {key: getattr(found, key) for key in ("value", "low", "high", "n")}
