"""A row stays where a student that has not seen it gives it the same label: ReGen."""

import numpy as np

from annotation.methods.filters.confidence import of_label
from annotation.methods.filters.decision import Decision, decided, unscored
from generation.methods.translatable import gettext_noop as _

FLOOR_ROWS, FLOOR_SHARE, INSTEAD = 16, 0.2, 0.5

DIFFERS = _("A student that has not seen the row gives its label %(score)s and prefers another, or is not sure enough.")


def agrees(
    probabilities: np.ndarray,
    labels: np.ndarray,
    *,
    at_least: float = 0.0,
    floor_rows: int = FLOOR_ROWS,
    floor_share: float = FLOOR_SHARE,
) -> Decision:
    """Keep rows with `argmax P = label` and `max P >= at_least` (published: 0 in the first round, then 0.5).

    A label that would keep fewer than max(16, 20 %) of its rows keeps its top half by P(label) instead: a student that
    knows nothing of a label must not remove it.

    probabilities : (rows, classes), out of fold, NaN where nothing can be said. labels : class numbers, -1 for none.

    Two models with the same bias agree on the same errors: audit some of what is kept.

    Reference: Yu et al., "ReGen" (Findings of ACL 2023); the floor as in SuperGen's trainer.
    """
    scores = of_label(probabilities, labels)
    known = ~np.isnan(scores)
    best = np.nan_to_num(probabilities, nan=-1).max(axis=1, initial=-1)
    keep = known & (scores >= best) & (best >= at_least)
    keep = floored(keep, scores, labels, floor_rows=floor_rows, floor_share=floor_share)
    return decided(~keep, DIFFERS, unknown=unscored(scores, labels), scores=scores, thresholds=at_least)


def floored(
    keep: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    *,
    floor_rows: int = FLOOR_ROWS,
    floor_share: float = FLOOR_SHARE,
) -> np.ndarray:
    """The same rows, but of a label that would keep fewer than max(16, 20 %) of those with a score its top half.

    keep : (rows,). scores : (rows,), NaN: not counted and not kept. labels : class numbers, -1 for none.
    """
    keep, known = keep.copy(), ~np.isnan(scores) & (labels >= 0)
    for label in np.unique(labels[known]):
        rows = np.flatnonzero(known & (labels == label))
        if keep[rows].sum() < max(floor_rows, floor_share * len(rows)):
            order = rows[np.argsort(-scores[rows], kind="stable")]
            keep[rows] = np.isin(rows, order[: int(np.ceil(INSTEAD * len(rows)))])
    return keep
