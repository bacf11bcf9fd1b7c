"""Estimates of a share, with intervals. Standard library only: pages and the dataset card call it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Share:
    """An estimated share with its interval and what it stands on; no value where nothing was counted."""

    value: float | None
    low: float | None
    high: float | None
    count: int
    n: int
    population: int | None = None


def wilson(count: int, n: int, *, level: float = 0.95) -> Share:
    """Wilson's score interval of a share: `count` of `n` independent draws.

    `(p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`

    Returns a Share without value for n = 0. Reference: Wilson, JASA 22 (1927).
    """
    return _score_interval(count, n, NormalDist().inv_cdf((1 + level) / 2) ** 2)


def finite_wilson(count: int, n: int, population: int, *, level: float = 0.95) -> Share:
    """Wilson's interval for a sample drawn without replacement from `population` rows.

    `z^2` is scaled by `(N - n) / (N - 1)`, so the interval shrinks to the value when all rows were seen; it never
    leaves what the rows already seen allow. Only for a uniform sample: actively chosen rows are none (human.md 6.0).

    Returns a Share without value for n = 0; raises ValueError where n exceeds the population.
    Reference: Cochran, Sampling Techniques, 2.6; coverage on real labels 95.4 and 95.6 % (measured.md).
    """
    if n > population:
        raise ValueError(f"A sample of {n} cannot come from a population of {population}.")
    left = (population - n) / (population - 1) if population > 1 else 0.0
    plain = _score_interval(count, n, NormalDist().inv_cdf((1 + level) / 2) ** 2 * left)
    if plain.value is None:
        return Share(None, None, None, count, n, population)
    low = max(plain.low, count / population)
    high = min(plain.high, (population - n + count) / population)
    return Share(plain.value, low, high, count, n, population)


def _score_interval(count: int, n: int, z2: float) -> Share:
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share.")
    if n == 0:
        return Share(None, None, None, count, n)
    p = count / n
    middle, scale = p + z2 / (2 * n), 1 + z2 / n
    half = sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n)))
    # Rounding may put a limit past the value by the last bit.
    return Share(p, max(0.0, min(p, (middle - half) / scale)), min(1.0, max(p, (middle + half) / scale)), count, n)
