"""Each row asked with a chance of its own, most where a prediction wavers: what the answers say of all rows."""

import numpy as np

from annotation.methods.estimators.prediction_powered import Powered

UNIFORM = 0.2


def chances_to_ask(predicted: np.ndarray, looks: float, *, uniform: float = UNIFORM) -> np.ndarray:
    """(N,) chances to be asked, as sqrt(f (1 - f)), mixed with `uniform` of one chance for all; they sum to `looks`.

    predicted : (N,) chance of a wrong label. No chance is above 1: what is cut there goes to the other rows.
    """
    f = np.clip(np.asarray(predicted, dtype=float), 0, 1)
    wavering = np.sqrt(f * (1 - f))
    mean = wavering.mean() if len(f) else 0.0
    shape = uniform + (1 - uniform) * (wavering / mean if mean > 0 else np.ones(len(f)))
    looks = min(float(looks), float(len(f)))
    certain = np.zeros(len(f), dtype=bool)
    while True:
        rest = looks - certain.sum()
        scale = rest / shape[~certain].sum() if (~certain).any() else 0.0
        chances = np.where(certain, 1.0, shape * scale)
        above = ~certain & (chances > 1)
        if not above.any():
            return chances
        certain |= above


def active_mean(losses: np.ndarray, predicted: np.ndarray, chances: np.ndarray, asked: np.ndarray) -> Powered:
    """Mean loss of all N rows: `mean(w f) + mean((Y - w f) asked / chance)`.

    Variance `sum asked (1 - chance)/chance^2 (Y - w f)^2 / N^2`, of rows that were asked or not by independent coins;
    w makes it least, held to [0, 1].

    Parameters
    ----------
    losses, predicted, chances, asked : (N,) each; losses of rows that were not asked are not read.

    Returns Powered. ValueError where a row was asked with no chance to be.
    Reference: Zrnic and Candès, ICML 2024 (arXiv 2403.03208), for a finite population (Poisson sampling).
    """
    asked = np.asarray(asked, dtype=bool)
    f, q = np.asarray(predicted, dtype=float), np.asarray(chances, dtype=float)
    if (q[asked] <= 0).any():
        raise ValueError("A row was asked that had no chance to be.")
    y = np.where(asked, losses, 0.0).astype(float)
    pull = np.where(asked, (1 - q) / np.where(asked, q, 1.0) ** 2, 0.0)
    against = float((pull * f * f).sum())
    weight = float(np.clip((pull * y * f).sum() / against, 0, 1)) if against > 0 else 0.0
    rest = np.where(asked, y - weight * f, 0.0)
    value = weight * f.mean() + (rest / np.where(asked, q, 1.0)).mean()
    error = np.sqrt((pull * rest**2).sum()) / len(f)
    return Powered(float(value), float(error), int(asked.sum()), weight)
