"""Rows that raise the loss on held-out rows: ProGen's harmful ones."""

import numpy as np

from annotation.methods.filters.decision import Decision, decided, unscored
from annotation.methods.filters.thresholds import lowest
from generation.methods.translatable import gettext_noop as _

MOST = 0.1

HARMFUL = _("It raises the loss on held-out rows (influence %(score)s), among the worst of its label.")


def harmful(influence: np.ndarray, labels: np.ndarray, *, most: float = MOST) -> Decision:
    """Drop rows with an influence below 0, of each label at most the worst `most` share.

    influence : (rows,), how much each row lowers the held-out loss
    (`generation.methods.demonstrations.influence.influence`), NaN where unknown. labels : class numbers, -1 for none.

    Reference: Ye et al., "ProGen" (Findings of EMNLP 2022): to remove them is optional there and off by default.
    """
    low, thresholds = lowest(influence, labels, most)
    fails = low & (influence < 0)
    return decided(fails, HARMFUL, unknown=unscored(influence, labels), scores=influence, thresholds=thresholds)
