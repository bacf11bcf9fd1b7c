"""Held-out rows that the student gets wrong: what the data should have more of."""

from collections import Counter
from random import Random

import numpy as np

from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.vectors import class_numbers, stacked
from generation.methods.students.student import out_of_fold

TIMES_THE_MEDIAN = 2
ADDITIONS = 5


def select(pool: Pool, want: Want, k: int, rng: Random, *, additions: int = ADDITIONS) -> list[Chosen]:
    """Return at most k labelled rows that the student gets wrong, the least extended first, then by chance.

    The student is new each time and has not seen them: it learns from `want.reference` or, without, from the other
    folds of the pool. Of no label more than twice the median number of errors of a label that has any; none that was
    extended `additions` times (`uses`) already. The score is the probability of the row's own label.

    Reference: Wang, Zhou and Sachan, "Let's synthesize step by step" (Findings of EMNLP 2023).
    """
    pool = pool.labelled()
    names, given, predicted = _predicted(pool, want.reference, rng)
    own = predicted[np.arange(len(pool)), given]
    said = np.nan_to_num(predicted, nan=-1).argmax(axis=1) if len(names) else given
    wrong = np.flatnonzero(~np.isnan(own) & (said != given))
    if not len(wrong):
        return []
    most = TIMES_THE_MEDIAN * float(np.median(list(Counter(given[wrong].tolist()).values())))
    order = sorted(rng.sample(wrong.tolist(), len(wrong)), key=lambda row: pool.uses[row])
    rows, taken = [], Counter()
    for row in order:
        fits = pool.uses[row] < additions and taken[given[row]] + 1 <= most
        if fits and want.label in ("", pool.labels[row]) and len(rows) < k:
            taken[given[row]] += 1
            rows.append(row)
    return [Chosen(pool.ids[row], float(own[row]), f"taken for {names[said[row]]}") for row in rows]


def _predicted(pool: Pool, reference: Pool | None, rng: Random) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The names of the labels, the pool's labels as numbers, and what the student says of each row."""
    known = None if reference is None else reference.labelled()
    names = np.unique([*pool.labels, *(() if known is None else known.labels)])
    given, random_state = class_numbers(pool.labels, names), rng.getrandbits(31)
    if known is None:
        return names, given, out_of_fold(pool.vectors, given, len(names), random_state=random_state)
    learned = np.concatenate([class_numbers(known.labels, names), np.full(len(pool), -1)])
    features = stacked(known.vectors, pool.vectors)
    return names, given, out_of_fold(features, learned, len(names), random_state=random_state)[len(known) :]
