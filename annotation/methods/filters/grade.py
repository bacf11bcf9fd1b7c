"""Rows that a judge graded high enough: AlpaGasus."""

import numpy as np

from annotation.methods.filters.decision import NO_SCORE, Decision, decided
from generation.methods.translatable import gettext_noop as _

AT_LEAST = 4.5

GRADED_LOW = _("Graded %(score)s, below %(threshold)s.")


def graded(
    grades: np.ndarray, labels: np.ndarray | None = None, *, at_least: float | dict[int, float] = AT_LEAST
) -> Decision:
    """Keep rows with a grade of at least 4.5 of 5, the threshold included; one number, or one a label.

    grades : (rows,), NaN where the judge's answer could not be read: such a row is undecided, never graded low.
    labels : class numbers, for thresholds by label; a label without one takes 4.5.

    Reference: Chen et al., "AlpaGasus" (ICLR 2024).
    """
    by_label = at_least if isinstance(at_least, dict) else {int(label): at_least for label in np.unique(labels)}
    thresholds = np.array([by_label.get(int(label), AT_LEAST) for label in labels], dtype=float)
    unknown = [(np.isnan(grades), NO_SCORE)]
    return decided(grades < thresholds, GRADED_LOW, unknown=unknown, scores=grades, thresholds=thresholds)


def at_the_threshold(grades: np.ndarray, at_least: float = AT_LEAST) -> int:
    """How many rows sit exactly at the threshold: grades are lumpy, and so many would go with the next half step."""
    return int((grades == at_least).sum())
