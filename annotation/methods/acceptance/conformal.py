"""Which labels of a model may be taken unseen, so that few of those taken are wrong in expectation."""

import numpy as np


def conformal_p_values(wrong: np.ndarray, confidences: np.ndarray) -> np.ndarray:
    """(N,) `(1 + #{wrong labels at least as confident}) / (#wrong + 1)`.

    Parameters
    ----------
    wrong : (m,) the model's confidence in those labels of a calibration sample that people found wrong.
    confidences : (N,) in the labels that nobody has seen.

    With few wrong ones no p-value is small: the least is 1 / (m + 1). Without any all are 1.

    Reference: Jin and Candès, JMLR 2023 (arXiv 2210.01408); Huang et al. 2025 (arXiv 2510.14581).
    """
    ordered = np.sort(np.asarray(wrong, dtype=float))
    above = len(ordered) - np.searchsorted(ordered, np.asarray(confidences, dtype=float), side="left")
    return (1 + above) / (len(ordered) + 1)


def taken(p_values: np.ndarray, *, level: float) -> np.ndarray:
    """(N,) which labels are taken, so that of these at most `level` are wrong in expectation (Benjamini and Hochberg).

    That is the mean over samples and no promise for this one, and holds if calibration and pool are drawn alike.
    """
    p = np.asarray(p_values, dtype=float)
    ordered = np.sort(p)
    passing = np.flatnonzero(ordered <= level * np.arange(1, len(p) + 1) / max(len(p), 1))
    return p <= ordered[passing[-1]] if len(passing) else np.zeros(len(p), dtype=bool)
