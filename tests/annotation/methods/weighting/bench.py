"""The catalogue's bench: scikit-learn's digits, 269 of 1,797 labels wrong."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits

from annotation.methods.weighting.lesson import Clean, Lesson

CLASSES = [str(number) for number in range(10)]


@cache
def digits():
    """Rows, given labels, true labels, which are wrong."""
    rows, truth = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    wrong = rng.random(len(truth)) < 0.15
    given = truth.copy()
    given[wrong] = (truth[wrong] + rng.integers(1, 10, wrong.sum())) % 10
    return rows / 16, given, truth, wrong


def lesson(size=None, *, clean=10, **others):
    """The bench without the rows that people checked, `clean` of each class; or the first `size` of it."""
    rows, given, truth, wrong = digits()
    rng = np.random.default_rng(1)
    checked = [rng.choice(np.flatnonzero(truth == c), clean, replace=False) for c in range(10) if clean]
    checked = np.concatenate(checked) if clean else np.zeros(0, dtype=int)
    rest = np.setdiff1d(np.arange(len(truth)), checked)[:size]
    people = Clean(rows[checked], truth[checked])
    return Lesson(rows[rest], given[rest], CLASSES, clean=people, **others), wrong[rest]
