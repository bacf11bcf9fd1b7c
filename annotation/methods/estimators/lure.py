"""Rows drawn one by one, each with its own logged probability: what they say of all rows (LURE)."""

import numpy as np

from annotation.methods.estimators.mean import Mean


def lure_weights(probabilities: np.ndarray, population: int) -> np.ndarray:
    """(M,) `v_m = 1 + (N - M)/(N - m) (1 / ((N - m + 1) q_m) - 1)`, m = 1, ..., M.

    probabilities : (M,) the chance with which each row was drawn among those left then, in the order of the draws.
    Uniform draws have weight 1. ValueError where more were drawn than there are, or a probability is not in (0, 1].
    """
    q = np.asarray(probabilities, dtype=float)
    drawn = len(q)
    if drawn > population or (q <= 0).any() or (q > 1).any():
        raise ValueError("Draws take probabilities above 0, and no more rows than there are.")
    m = np.arange(1, drawn + 1)
    rest = np.where(m < population, (population - drawn) / np.maximum(population - m, 1), 0.0)
    return 1 + rest * (1 / ((population - m + 1) * q) - 1)


def lure(losses: np.ndarray, probabilities: np.ndarray, population: int) -> Mean:
    """Mean loss of all rows, `1/M sum v_m L_m`: unbiased whatever the probabilities, if they were those of the draws.

    losses : (M,) in the order of the draws. The error is that of M independent terms: a hint, not a promise.

    Reference: Farquhar, Gal and Rainforth, ICLR 2021 (arXiv 2101.11665); Kossen et al., "Active testing", ICML 2021.
    """
    terms = lure_weights(probabilities, population) * np.asarray(losses, dtype=float)
    if not len(terms):
        raise ValueError("Nothing was drawn.")
    left = 1 - len(terms) / population
    error = float(np.sqrt(left * terms.var(ddof=1) / len(terms))) if len(terms) > 1 else float("inf")
    return Mean(float(terms.mean()), error, len(terms))
