"""The catalogue's bench: scikit-learn's digits, of which 269 labels are flipped."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict


@cache
def bench():
    """Rows / 16, the true labels, the flipped ones, and which are flipped."""
    data = load_digits()
    rng = np.random.default_rng(0)
    flipped = rng.random(len(data.target)) < 0.15
    given = data.target.copy()
    given[flipped] = (given[flipped] + rng.integers(1, 10, flipped.sum())) % 10
    return data.data / 16, data.target, given, flipped


@cache
def out_of_fold():
    """Probabilities of a logistic regression in five folds."""
    rows, _truth, given, _flipped = bench()
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return cross_val_predict(LogisticRegression(max_iter=500), rows, given, cv=folds, method="predict_proba")
