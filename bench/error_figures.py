"""What a review order is worth, and how sure that is. No `main`: see errors_found."""

import numpy as np

SHARES = (0.05, 0.10, 0.20)
DRAWS = 1000


def area(place: np.ndarray, wrong: np.ndarray, counts: np.ndarray | None = None) -> float:
    """Area under found-against-reviewed, 0 where random is and 1 where all errors come first.

    place : at which each row is reviewed. counts : how often each row is in the set (a bootstrap draw).
    """
    order = np.argsort(place)
    counts = np.ones(len(place)) if counts is None else counts[order]
    errors = counts * wrong[order]
    reviewed, found = np.cumsum(counts) / counts.sum(), np.cumsum(errors) / errors.sum()
    under = np.trapezoid(np.concatenate([[0], found]), np.concatenate([[0], reviewed]))
    return float((under - 0.5) / (0.5 - errors.sum() / counts.sum() / 2))


def found(place: np.ndarray, wrong: np.ndarray) -> list[float]:
    """Share of the errors among the first 5, 10 and 20 %."""
    return [float(wrong[place < round(share * len(place))].sum() / wrong.sum()) for share in SHARES]


def difference(
    ours: list[np.ndarray], theirs: list[np.ndarray], wrong: list[np.ndarray], *, same_rows: bool
) -> tuple[float, float, float]:
    """Mean difference of the areas, and its 95 % interval: percentile bootstrap over seeds and, within them, rows.

    One entry a seed. same_rows : the seeds have the same rows (a real set), so a draw of rows holds for all of them.
    """
    rng, seeds = np.random.default_rng(0), len(ours)
    value = np.mean([area(o, w) - area(t, w) for o, t, w in zip(ours, theirs, wrong, strict=True)])
    drawn = []
    for _draw in range(DRAWS):
        rows = _counts(rng, len(wrong[0])) if same_rows else None
        picked = rng.integers(0, seeds, seeds)
        values = []
        for seed in picked:
            counts = rows if same_rows else _counts(rng, len(wrong[seed]))
            values.append(area(ours[seed], wrong[seed], counts) - area(theirs[seed], wrong[seed], counts))
        drawn.append(np.mean(values))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(value), float(low), float(high)


def _counts(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.bincount(rng.integers(0, size, size), minlength=size).astype(float)
