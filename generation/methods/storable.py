"""Text that a database and JSON can hold: without a NUL and without a half of a character (a lone surrogate)."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
MOST_PLACES = 10

Place = tuple | None  # (the place around it, name); None for the whole


def storable(value: Any) -> Any:
    """Return JSON without the characters that nothing can hold."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [storable(member) for member in value]
    if isinstance(value, dict):
        return {storable(name): storable(member) for name, member in value.items()}
    return value


def unstorable_places(data: Any) -> list[str]:
    """Return where in JSON such texts stand, the first ten, as `params.question`; a member's name counts as its text.

    Data may be nested as deeply as its sender likes, so it calls nothing again and writes down a place only when found.
    """
    return list(dict.fromkeys(_written(place) for place in islice(_places(data), MOST_PLACES)))


def _places(data: Any) -> Iterator[Place]:
    left: list[tuple[Place, Any]] = [(None, data)]
    while left:
        place, value = left.pop()
        if isinstance(value, str):
            if UNSTORABLE.search(value):
                yield place
        elif isinstance(value, Mapping):
            named = [((place, str(name)), member) for name, member in value.items()]
            yield from (here for here, _member in named if UNSTORABLE.search(here[1]))
            left += reversed(named)
        elif isinstance(value, (list, tuple)):
            left += [((place, str(number)), member) for number, member in enumerate(value)][::-1]


def _written(place: Place) -> str:
    names = []
    while place:
        place, name = place
        names.append(storable(name))
    return ".".join(reversed(names))
