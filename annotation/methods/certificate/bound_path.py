"""Where the bound stood after each audit so far."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.removal import Removal

POINTS = 40


@dataclass(frozen=True)
class Point:
    """After `audits` audits and `removed` rows in all, at most `remaining` labels were wrong and not found."""

    audits: int
    removed: int
    remaining: int


def bound_path(population: int, log: Sequence[Removal], *, risk: float = 0.05, points: int = POINTS) -> list[Point]:
    """The bound before the first audit, after the last removal, and after some audits evenly between.

    Each is made from the log up to there, with what people have decided by now: a row that waited then and is settled
    now counts as settled. All points hold together (methods/human.md 9.1), so looking costs nothing.

    Parameters: as of `bound`; points : at most so many. Returns the points in their order; of an empty log only the
    first, where all rows may be wrong.
    """
    audited = [at for at, removal in enumerate(log, start=1) if removal.audit]
    picked = np.unique(np.linspace(0, len(audited) - 1, min(points - 2, len(audited))).round().astype(int))
    ends = sorted({0, len(log), *(audited[at] for at in picked.tolist())})
    path = []
    for end in ends:
        promised = bound(population, log[:end], risk=risk)
        path.append(Point(promised.audits, end, promised.remaining))
    return path
