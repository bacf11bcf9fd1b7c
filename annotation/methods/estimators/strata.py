"""Strata of rows by risk and label, and how many rows to draw from each."""

from collections.abc import Sequence

import numpy as np

MOST = 10
FLOOR = 10
LOOKS_A_STRATUM = 30  # on average: with fewer its own share is not known
LEAST_ROWS = 30  # a stratum of fewer is joined to the next one of its label


def risk_strata(risk: np.ndarray, labels: Sequence[str], *, most: int = MOST) -> np.ndarray:
    """(N,) the stratum of each row, 0, 1, ...: quantiles of risk within a label, riskier ones later.

    Parameters
    ----------
    risk : (N,) chance that the label is wrong; NaN is taken for the mean.
    labels : (N,) given labels. With more labels than half of `most` they are not told apart.

    Ties have a place by their row's number, so strata of one size stay so. Labels of few rows have fewer strata, one
    at least. N = 0: empty.

    Reference: Fisch et al., "Stratified prediction-powered inference", NeurIPS 2024 (arXiv 2406.04291).
    """
    risk = np.asarray(risk, dtype=float)
    known = risk[~np.isnan(risk)]
    risk = np.nan_to_num(risk, nan=float(known.mean()) if len(known) else 0.0)
    codes = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)[1] if len(risk) else risk
    if len(set(codes.tolist())) > most // 2:
        codes = np.zeros(len(risk), dtype=int)
    strata, taken = np.zeros(len(risk), dtype=int), 0
    groups = max(1, len(set(codes.tolist())))
    for code in sorted(set(codes.tolist())):
        rows = np.flatnonzero(codes == code)
        parts = int(np.clip(len(rows) // LEAST_ROWS, 1, most // groups))
        place = np.empty(len(rows), dtype=int)
        place[np.argsort(risk[rows], kind="stable")] = np.arange(len(rows)) * parts // len(rows)
        strata[rows] = taken + place
        taken += parts
    return strata


def most_strata(looks: int) -> int:
    """So many strata are worth it for so many looks: 30 each on average, one to ten."""
    return min(MOST, max(1, looks // LOOKS_A_STRATUM))


def spreads(risk: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """(H,) the spread of the answers to be expected in each stratum: sqrt(m (1 - m)), m the mean chance of its rows.

    That is mean f (1 - f), by chance, and the spread of f itself among the rows of the stratum.
    """
    risk = np.clip(np.asarray(risk, dtype=float), 0, 1)
    known = risk[~np.isnan(risk)]
    risk = np.nan_to_num(risk, nan=float(known.mean()) if len(known) else 0.5)
    sizes = np.bincount(strata)
    mean = np.bincount(strata, risk) / np.maximum(sizes, 1)
    return np.sqrt(mean * (1 - mean))


def neyman(sizes: Sequence[int], spread: Sequence[float], looks: int, *, floor: int = FLOOR) -> np.ndarray:
    """(H,) looks at each stratum, as `N_h spread_h`: the narrowest interval for so many looks.

    Each stratum has `floor` at least, or all its rows, none more than its rows; sums to `looks` where the rows suffice
    and the floors allow it (`most_strata`), rounded by the largest remainder. Without any spread it goes by size.

    Reference: Neyman 1934; Cochran 1977, 5.5.
    """
    sizes = np.asarray(sizes, dtype=int)
    want = sizes * np.asarray(spread, dtype=float)
    want = sizes.astype(float) if not want.sum() > 0 else want
    least = np.minimum(sizes, floor)
    given, looks = least.copy(), min(int(looks), int(sizes.sum()))
    fixed = np.zeros(len(sizes), dtype=bool)
    while not fixed.all():
        left = looks - given[fixed].sum()
        share = np.where(fixed, 0, want)
        ideal = np.maximum(0, left) * (share / share.sum() if share.sum() > 0 else (~fixed) / (~fixed).sum())
        bad = ~fixed & ((ideal < least) | (ideal > sizes))
        if not bad.any():
            given[~fixed] = _rounded(ideal[~fixed], left)
            break
        over = ~fixed & (ideal > sizes)  # those that take all their rows first: what they leave goes to the others
        bad = over if over.any() else bad
        given[bad] = np.where(ideal[bad] > sizes[bad], sizes[bad], least[bad])
        fixed |= bad
    return given


def by_size(sizes: Sequence[int], looks: int) -> np.ndarray:
    """(H,) rows to draw from each stratum in proportion to its rows, floors and roundings as `neyman` has them.

    Whatever the strata tell apart, such a sample is not less exact than as many rows drawn from all (Cochran 1977,
    5.6), which no other way of sharing out holds where the risk is wrong.
    """
    return neyman(sizes, np.ones(len(sizes)), looks)


def _rounded(ideal: np.ndarray, total: int) -> np.ndarray:
    whole = np.floor(ideal).astype(int)
    order = np.argsort(whole - ideal, kind="stable")
    whole[order[: max(0, total - whole.sum())]] += 1
    return whole
