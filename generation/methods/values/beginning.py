"""The beginning of much material: what a page and a price look at, who must not take the longer the more there is."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST_ROWS = 300
MOST_CHARACTERS = 200_000


def beginning(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the first rows, 300 and 200,000 characters at most; the text that goes beyond is cut."""
    found: list[dict[str, Any]] = []
    left = MOST_CHARACTERS
    for row in rows:
        if left <= 0 or len(found) >= MOST_ROWS:
            break
        found.append({})
        for name, value in row.items():
            found[-1][name] = value[:left] if isinstance(value, str) else value
            left -= characters([{name: found[-1][name]}])
    return found


def is_full(rows: list[Mapping[str, Any]]) -> bool:
    """Whether a beginning is as long as one may be: there may be more."""
    return len(rows) >= MOST_ROWS or characters(rows) >= MOST_CHARACTERS


def characters(rows: Iterable[Mapping[str, Any]]) -> int:
    """Return how many characters the texts of some rows have."""
    return sum(len(value) for row in rows for value in row.values() if isinstance(value, str))
