"""Rows that a pipeline leaves out, by the columns that the worker wrote last: a page by key, each with its reason."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from annotation.filters.frames import Held
from annotation.filters.packed import samples_of
from annotation.methods.filters import live
from annotation.methods.filters.live import Passed, Step
from annotation.methods.filters.rules import RULES

GOES = b"\xff"


@dataclass(frozen=True)
class Gone:
    """A row that goes: by which step, from 1, and the numbers of its reason; `score` as exact as a byte is."""

    sample: int
    step: int
    rule: str
    score: float | None
    threshold: float | None


@dataclass(frozen=True)
class Page:
    """`total`: how many rows go; `open` those of them that nobody had answered when the columns were written. `newer`,
    `older`: the sample beyond which more of them stand, before and after."""

    rows: list[Gone]
    total: int
    open: int
    newer: int | None = None
    older: int | None = None


def dropped_page(held: Held, steps: Sequence[Step], *, after: int = 0, before: int = 0, limit: int) -> Page:
    """The rows with numbers above `after`, or the last ones below `before`, in the order of their numbers."""
    passed = live.run(held.rows, steps, among=live.mask(held["standing"])).passed
    gone = reduce(or_, (one.dropped for one in passed), 0)
    marks, samples = gone.to_bytes(len(held.rows), "little"), samples_of(held["samples"])
    walk = _back(marks, bisect_left(samples, before)) if before else _on(marks, bisect_right(samples, after))
    places = sorted(islice(walk, limit))
    rows = [_told(held, passed, samples[place], place) for place in places]
    counts = {"total": live.count(gone), "open": live.count(gone & ~live.mask(held.rows.checked))}
    if not rows:
        return Page([], **counts)
    return Page(
        rows,
        **counts,
        newer=rows[0].sample if marks.rfind(GOES, 0, places[0]) >= 0 else None,
        older=rows[-1].sample if marks.find(GOES, places[-1] + 1) >= 0 else None,
    )


def open_dropped(held: Held, steps: Sequence[Step]) -> list[int]:
    """All rows that go and whose label was a model's when the columns were written, in the order of their numbers."""
    passed = live.run(held.rows, steps, among=live.mask(held["standing"])).passed
    gone = reduce(or_, (one.dropped for one in passed), 0) & ~live.mask(held.rows.checked)
    marks, samples = gone.to_bytes(len(held.rows), "little"), samples_of(held["samples"])
    return [samples[place] for place in _on(marks, 0)]


def _on(marks: bytes, start: int) -> Iterator[int]:
    while (start := marks.find(GOES, start)) >= 0:
        yield start
        start += 1


def _back(marks: bytes, end: int) -> Iterator[int]:
    while (end := marks.rfind(GOES, 0, end)) >= 0:
        yield end


def _told(held: Held, passed: Sequence[Passed], sample: int, place: int) -> Gone:
    number, step = next((n, one.step) for n, one in enumerate(passed, start=1) if one.dropped >> 8 * place & 1)
    shown = RULES[step.rule.histogram]
    byte = held[shown.id][place] if shown.id in held.data else len(shown.edges)
    score = shown.edges[byte] if byte < len(shown.edges) else None
    return Gone(sample, number, step.rule.id, score, step.at)
