"""Which of a few things a page shows: the one that its address names, or the first."""

from collections.abc import Sequence


def chosen(things: Sequence[dict], key: str, wanted: str | None) -> dict | None:
    return next((thing for thing in things if str(thing[key]) == wanted), things[0] if things else None)
