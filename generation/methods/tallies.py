"""Small counts that a run carries with it, so that looking at it costs the same however long it has gone on."""

from collections.abc import Iterable, Mapping

from generation.methods.translatable import gettext_noop as _

MOST_KINDS = 30
OTHER = _("other reasons")
PACE_OVER_S = 60.0
PACE_STEP_S = 5.0

Pace = list[list[float]]


def tallied(known: Mapping[str, int], found: Iterable[str]) -> dict[str, int]:
    """The counts with some more in them. What comes after the first 30 kinds counts as "other reasons"."""
    counts = dict(known)
    for kind in found:
        kept = kind if kind in counts or len(counts) < MOST_KINDS else OTHER
        counts[kept] = counts.get(kept, 0) + 1
    return counts


def paced(points: Pace, *, now: float, accepted: int) -> Pace:
    """The points with another one, five seconds or more after the last; those of over a minute ago but one go."""
    if points and now - points[-1][0] < PACE_STEP_S:
        return points
    before = [point for point in points if point[0] <= now - PACE_OVER_S]
    return [*before[-1:], *points[len(before) :], [round(now, 1), accepted]]


def rate(points: Pace, *, accepted: int, since: float, until: float) -> float:
    """Samples a minute between two moments, in seconds since the epoch; `accepted` is the count at the later one."""
    before = [count for at, count in points if at <= since]
    return (accepted - (before[-1] if before else 0)) / max(until - since, 1.0) * 60
