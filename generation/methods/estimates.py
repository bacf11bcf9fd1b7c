"""Estimates of a share, with intervals. Standard library only: pages and the dataset card call it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

#: Rows that a share needs before anybody is shown it. At 20 one row moves it by five points and its 95 % interval is at
#: most 40 points wide (Wilson, at a half); below that the figure tells of single rows, and reads as one of the whole.
ENOUGH = 20


@dataclass(frozen=True)
class Share:
    """An estimated share with its interval and what it stands on; no value where nothing was counted."""

    value: float | None
    low: float | None
    high: float | None
    count: int
    n: int
    population: int | None = None

    def as_json(self) -> dict:
        return {name: getattr(self, name) for name in ("value", "low", "high", "n", "population")}


def needed(population: int | None = None) -> int:
    """Rows that a share needs to be shown; of a population of fewer all of them, for then it is no estimate."""
    return min(ENOUGH, population) if population else ENOUGH


def is_enough(share: dict | None) -> bool:
    """Of a share as JSON, rows under `n` or `items`: whether it is shown."""
    if not share or share.get("value") is None:
        return False
    return rows_of(share) >= needed(share.get("population"))


def rows_of(share: dict) -> int:
    return share.get("n", share.get("items")) or 0


def wilson(count: int, n: int, *, level: float = 0.95) -> Share:
    """Wilson's score interval of a share: `count` of `n` independent draws.

    `(p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`

    Returns a Share without value for n = 0. Reference: Wilson, JASA 22 (1927).
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share.")
    if n == 0:
        return Share(None, None, None, count, n)
    p, z2 = count / n, NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle, scale = p + z2 / (2 * n), 1 + z2 / n
    half = sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n)))
    # Rounding may put a limit past the value by the last bit.
    return Share(p, max(0.0, min(p, (middle - half) / scale)), min(1.0, max(p, (middle + half) / scale)), count, n)
