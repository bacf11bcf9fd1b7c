"""APS: how alike the texts are on average, within a label and between labels."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import normalize


@dataclass(frozen=True)
class Similarity:
    """Mean cosine over all pairs, over pairs of one label, over pairs of two labels; None where there is no pair."""

    overall: float | None
    within: float | None
    between: float | None


def pairwise_similarity(vectors, labels: Sequence[Hashable]) -> Similarity:
    """Mean pairwise cosine of given vectors, within and between labels apart.

    The sum over the pairs of unit vectors is (|sum of vectors|^2 - their number) / 2, so no pair is visited.

    Parameters
    ----------
    vectors : (texts, dimensions), dense or sparse, of any length; a zero vector has cosine 0 with all.
    labels : one for each text.
    """
    unit = normalize(vectors)
    labels = np.array([str(label) for label in labels])
    every = _sum_and_pairs(unit)
    groups = [_sum_and_pairs(unit[np.flatnonzero(labels == label)]) for label in np.unique(labels)]
    within = (sum(total for total, _pairs in groups), sum(pairs for _total, pairs in groups))
    between = (every[0] - within[0], every[1] - within[1])
    return Similarity(*(total / pairs if pairs else None for total, pairs in (every, within, between)))


def _sum_and_pairs(unit) -> tuple[float, int]:
    rows = unit.shape[0]
    whole = np.asarray(unit.sum(axis=0)).ravel()
    themselves = float((unit.multiply(unit) if hasattr(unit, "multiply") else unit * unit).sum())
    return (float(whole @ whole) - themselves) / 2, rows * (rows - 1) // 2
