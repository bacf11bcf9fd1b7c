"""Rows that confident learning takes for wrongly labelled, by the joint of given and true labels."""

import numpy as np

from annotation.methods.filters.confidence import margins
from annotation.methods.filters.decision import Decision, decided, unscored
from annotation.methods.signals.confident_learning import confident_joint, pruned_by_class, pruned_by_noise_rate
from generation.methods.translatable import gettext_noop as _

MISLABELLED = _("Confident learning takes the label for wrong (margin over the next one %(score)s).")

NOISE_RATE, CLASS, JOINT, BOTH = "noise_rate", "class", "joint", "both"


def mislabelled(probabilities: np.ndarray, labels: np.ndarray, *, by: str = BOTH) -> Decision:
    """Drop what confident learning prunes.

    Parameters
    ----------
    probabilities : (rows, classes), out of fold, NaN where nothing can be said. labels : class numbers, -1 for none.
    by : "noise_rate" finds most (for a queue), "class" takes of each label its lowest P(label), "joint" all that are
        counted under another label, "both" what noise rate and class agree on (for drops).

    Reference: Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021); counts as cleanlab 2.9 gives them.
    """
    scores = margins(probabilities, labels)
    said = np.flatnonzero(~np.isnan(scores) & (labels >= 0))
    fails = np.zeros(len(labels), dtype=bool)
    if len(np.unique(labels[said])) > 1:
        fails[said] = pruned(probabilities[said], labels[said], by)
    return decided(fails, MISLABELLED, unknown=unscored(scores, labels), scores=scores)


def pruned(chances: np.ndarray, given: np.ndarray, by: str) -> np.ndarray:
    """The rows to prune, (rows,), all labelled and scored; never one whose label is the student's likeliest."""
    if by == NOISE_RATE:
        return pruned_by_noise_rate(chances, given)
    if by == BOTH:
        return pruned_by_noise_rate(chances, given) & pruned_by_class(chances, given)
    if by == CLASS:
        return pruned_by_class(chances, given)
    guess = confident_joint(chances, given).guess
    return (guess >= 0) & (guess != given) & (chances.argmax(axis=1) != given)
