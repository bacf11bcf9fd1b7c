"""A pipeline over columns of bytes, fast enough to follow a finger. Standard library only: web processes run it.

A mask is a whole number with a byte a row, 255 where the row belongs to it: `&` and `bit_count` take 100,000 rows at
once, some tenths of a millisecond each. Filters are conditions that a row must meet all of, so their order changes what
each one is counted for, and never what is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotation.methods.filters.rules import LABEL, Rule
from annotation.methods.filters.scales import ABSENT, BEYOND, UNKNOWN

BINS = 20


@dataclass(frozen=True)
class Step:
    """One filter of a pipeline. `at`: its threshold, or the number of its selection; None for a rule without one, and
    for a selection that nobody has chosen yet. `on`: False is as if it were not."""

    rule: Rule
    at: float | None = None
    on: bool = True

    @property
    def column(self) -> str:
        return self.rule.column(self.at)


@dataclass(frozen=True)
class Rows:
    """The rows that a pipeline judges, as bytes, one a row.

    labels : 1 to 251, a label's number; 252: none or another. checked : 255 where the label is a person's or a
    reference. columns : the bytes of each rule's value (packing.py), under the name that `Rule.column` tells.
    """

    labels: bytes
    checked: bytes
    columns: Mapping[str, bytes]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Passed:
    """What one step did: `reach` are the rows that came to it, `dropped` and `unknown` masks among them. `spared`: what
    it would drop, were the label not a person's or a reference."""

    step: Step
    reach: int
    dropped: int
    unknown: int
    is_missing: bool = False
    spared: int = 0


@dataclass(frozen=True)
class Run:
    before: int
    kept: int
    passed: list[Passed] = field(default_factory=list)


def run(rows: Rows, steps: Sequence[Step], *, among: int) -> Run:
    """Send the rows of the mask `among` through the steps; a step that is off, or whose column is missing, drops none.

    Rows with a checked label pass what is about the label.
    """
    kept, passed, checked = among, [], mask(rows.checked)
    for step in steps:
        column = rows.columns.get(step.column)
        if column is None or not step.on:
            passed.append(Passed(step, kept, 0, 0, is_missing=column is None))
            continue
        free = checked if step.rule.about == LABEL else 0
        place = step.rule.step(step.at)
        assert place is not None, f"{step.at} is no threshold of {step.rule.id}"
        fails = mask(column.translate(step.rule.drops(place))) & kept
        dropped = fails & ~free
        unknown = mask(column.translate(_UNKNOWN)) & kept & ~free
        passed.append(Passed(step, kept, dropped, unknown, spared=fails & free))
        kept &= ~dropped
    return Run(among, kept, passed)


def mask(column: bytes) -> int:
    return int.from_bytes(column, "little")


def everything(rows: int) -> int:
    return (1 << 8 * rows) - 1


def count(rows: int) -> int:
    return rows.bit_count() // 8


def by_label(labels: bytes, rows: int, names: int) -> list[int]:
    """How many rows of a mask carry each label, and last how many none or another."""
    own = (mask(labels) & rows).to_bytes(len(labels), "little")
    return [own.count(bytes([number])) for number in (*range(1, names + 1), OTHER)]


MOST_LABELS, OTHER = 250, 252
_UNKNOWN = bytes(255 if byte == UNKNOWN else 0 for byte in range(256))


def among(column: bytes, rows: int) -> bytes:
    """The column with ABSENT at all rows but those of the mask."""
    size = len(column)
    rest = everything(size) & ~rows & mask(bytes([ABSENT]) * size)
    return (mask(column) & rows | rest).to_bytes(size, "little")


def histogram(column: bytes, rows: int, edges: Sequence[float]) -> list[int]:
    """Rows of the mask in at most twenty bins of neighbouring edges; a value beyond the scale stands in the last."""
    found = among(column, rows).translate(_bins(len(edges)))
    return [found.count(bytes([number])) for number in range(bins_of(edges))]


def bins_of(edges: Sequence[float]) -> int:
    return min(BINS, len(edges))


def bin_limits(edges: Sequence[float]) -> list[tuple[float, float]]:
    """From where to where each bin reaches."""
    bins, last = bins_of(edges), len(edges) - 1
    if last < BINS:
        return [(edge, edge) for edge in edges]
    starts = [edges[-(-number * last // bins)] for number in range(bins)]
    return list(zip(starts, [*starts[1:], edges[-1]], strict=True))


def _bins(edges: int) -> bytes:
    last, bins = edges - 1, min(BINS, edges)
    places = [byte if last < BINS else min(bins - 1, byte * bins // last) for byte in range(edges)]
    beyond = [bins - 1] * (BEYOND + 1 - edges)
    return bytes([*places, *beyond, ABSENT, UNKNOWN])


def nearest(column: bytes, rows: int, step: int, *, most: int, upwards: bool) -> list[int]:
    """Places of rows of the mask whose bytes are nearest to a step: from it upwards, or below it downwards."""
    found, held = [], among(column, rows)
    for byte in range(step, BEYOND + 1) if upwards else range(step - 1, -1, -1):
        place = held.find(byte)
        while place >= 0 and len(found) < most:
            found.append(place)
            place = held.find(byte, place + 1)
        if len(found) >= most:
            break
    return found
