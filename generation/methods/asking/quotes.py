"""Where words that a model quotes stand in a text: models copy well and count characters badly.

The n-th occurrence, left to right, overlapping ones counted. Exactly as quoted where it stands so; else, for models
straighten quotation marks and join lines, with any white space for white space and any quotation mark for another of
its kind. Case always counts: “may” is not “May”.
"""

import re
from collections.abc import Iterator

LONGEST_QUOTE = 20_000
ALIKE = ("'‘’‚‛′", '"“”„‟″«»')


def find_quote(text: str, quote: str, occurrence: int = 1) -> tuple[int, int] | None:
    """Return start and end (exclusive, in characters) of the `occurrence`-th place where `quote` stands; None where it
    does not stand so often, or where nothing is quoted."""
    quote = quote.strip()
    if not quote or occurrence < 1 or len(quote) > LONGEST_QUOTE:
        return None
    places = _exact(text, quote) if quote in text else _alike(text, quote)
    for number, place in enumerate(places, start=1):
        if number == occurrence:
            return place
    return None


def _exact(text: str, quote: str) -> Iterator[tuple[int, int]]:
    start = text.find(quote)
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + 1)


def _alike(text: str, quote: str) -> Iterator[tuple[int, int]]:
    words = (re.escape(word) for word in quote.split())
    pattern = re.compile(r"(?=(" + _any_mark(r"\s+".join(words)) + "))")
    return ((found.start(1), found.end(1)) for found in pattern.finditer(text))


def _any_mark(pattern: str) -> str:
    kinds = {mark: f"[{marks}]" for marks in ALIKE for mark in marks}
    return "".join(kinds.get(letter, letter) for letter in pattern)
