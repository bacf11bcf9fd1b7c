"""Train, validation and test parts without leakage. Standard library only."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}


class SplitRow(NamedTuple):
    """A row to place: its id, the hash of its content, its near-duplicate group (None: alone) and its label."""

    id: int
    content_hash: str
    group: int | str | None
    label: str | None


class _Group(NamedTuple):
    place: float
    label: str
    ids: list[int]


def assign_splits(rows: Iterable[SplitRow], shares: Mapping[str, float] = SHARES) -> dict[int, str]:
    """Place every row in one part; near-duplicates stay together, labels keep their shares as well as groups allow.

    Within each label (a group counts under its most frequent one) groups stand in the order of a hash of their content
    and the parts are cut from that line, so the parts depend on the rows alone: the same rows give the same parts on
    any machine, and a later version with a few more rows moves few. A label with too few rows for every part starts
    at an offset of its own, so that rare labels together still fill all parts.

    Parameters
    ----------
    rows : SplitRow each. shares : part -> positive share; they are scaled to one.

    Returns
    -------
    {id: part}. No rows: empty. Very few rows: all in the first part rather than none there.
    """
    strata = defaultdict(list)
    for group in _groups(rows):
        strata[group.label].append(group)
    parts = _cumulated(shares)
    smallest = min(shares.values()) / sum(shares.values())
    placed: dict[int, str] = {}
    for label, groups in strata.items():
        placed |= _cut(sorted(groups), parts, 0.0 if _size(groups) * smallest >= 1 else _uniform(label))
    first = parts[0][1]
    return placed if first in placed.values() else dict.fromkeys(placed, first)


def _groups(rows: Iterable[SplitRow]) -> list[_Group]:
    members = defaultdict(list)
    for row in rows:
        members[("alone", row.id) if row.group is None else ("group", row.group)].append(row)
    return [
        _Group(
            _uniform(min(row.content_hash for row in group)),
            max(sorted(Counter(row.label or "" for row in group).items()), key=lambda pair: pair[1])[0],
            sorted(row.id for row in group),
        )
        for group in members.values()
    ]


def _cumulated(shares: Mapping[str, float]) -> list[tuple[float, str]]:
    if not shares or min(shares.values()) <= 0:
        raise ValueError("Each part needs a share above zero.")
    total, upto, parts = sum(shares.values()), 0.0, []
    for part, share in shares.items():
        upto += share / total
        parts.append((upto, part))
    return parts


def _cut(groups: list[_Group], parts: list[tuple[float, str]], offset: float) -> dict[int, str]:
    total, seen, placed = _size(groups), 0, {}
    for group in groups:
        middle = ((seen + len(group.ids) / 2) / total + offset) % 1
        part = next((part for upto, part in parts if middle < upto), parts[-1][1])
        placed |= dict.fromkeys(group.ids, part)
        seen += len(group.ids)
    return placed


def _size(groups: list[_Group]) -> int:
    return sum(len(group.ids) for group in groups)


def _uniform(text: str) -> float:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big") / 2**56
