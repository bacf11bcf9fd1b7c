"""Generated rows that are worth a person's time: those that the student finds ambiguous under any label."""

from random import Random

import numpy as np

from generation.methods.demonstrations.pool import Chosen, Pool, Want, chosen
from generation.methods.demonstrations.variability import deviations

SHARE = 0.5


def select(pool: Pool, want: Want, k: int, rng: Random, *, share: float = SHARE) -> list[Chosen]:
    """Return the `share` of rows that vary most, as many of each intended label, the most variable first; ties by id.

    The student learns from `want.reference`; a row's score is its highest variability over all labels. `labels` are
    the intended ones. At most k of each label. Fewer than two labels to learn from give [].

    Reference: Liu, Swayamdipta, Smith and Choi, "WANLI" (Findings of EMNLP 2022): half is kept.
    """
    known = want.reference.labelled()
    names, numbers = np.unique(known.labels, return_inverse=True)
    if len(names) < 2 or not len(pool):
        return []
    varies = deviations(known.vectors, numbers, pool.vectors, random_state=rng.getrandbits(31)).max(axis=1)
    intended = np.unique(pool.labels)
    each = min(k, int(np.ceil(share * len(pool) / len(intended))))
    found = []
    for label in [want.label] if want.label else intended:
        rows = np.flatnonzero(np.asarray(pool.labels) == label)
        found += chosen(pool, rows[np.argsort(-varies[rows], kind="stable")][:each], "variability", varies)
    return found
