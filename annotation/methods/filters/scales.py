"""Values as steps of a byte, so that a page can set a threshold among 100,000 rows without reading a number of them.

Standard library only: web processes count with these (live.py), the worker makes them (packing.py).
"""

from bisect import bisect_left

STEPS = 200
ABSENT, UNKNOWN = 254, 255  # a row that is not looked at, and one of which nothing is known
BEYOND = 253  # no threshold drops it

#: Words, ever coarser: up to a hundred each one, up to 300 each fourth, up to 3,300 each sixtieth.
_WORDS = (*range(101), *range(104, 301, 4), *range(360, 3301, 60))

#: The values at which a threshold may stand. A row's byte is a place among them, so a threshold there is exact.
SCALES: dict[str, tuple[float, ...]] = {
    "share": tuple(step / STEPS for step in range(STEPS + 1)),
    "half": tuple(step / STEPS for step in range(STEPS // 2 + 1)),
    "grade": tuple(step / 20 for step in range(101)),
    "words": tuple(float(count) for count in _WORDS),
    "verdict": (0.0, 1.0),
}


def step_of(scale: str, value: float) -> int | None:
    """The place of a threshold; None where none can stand there."""
    edges = SCALES[scale]
    place = min(bisect_left(edges, value - 1e-9), len(edges) - 1)
    return place if abs(edges[place] - value) < 1e-9 else None
