"""Who is named in a text by “@name”. A name may hold what account names may: letters, digits and @ . + - _.

What follows a name in a sentence may look like a part of it (“ask @anna.”), so each place gives several candidates, the
longest first; which of them are people is for the caller to say. Addresses such as a@b.org name nobody: before the @
stands no part of a word.
"""

import re
from collections.abc import Collection

PLACE = re.compile(r"(?<![\w.@+-])@([\w.@+-]+)")
END = re.compile(r"[.@+-]$")
MOST = 20
LONGEST = 150  # of an account's name


def candidates(text: str) -> list[list[str]]:
    """Return the names that each @ may stand for, the longest first; of twenty places at most."""
    return [_shorter_and_shorter(place[1][:LONGEST]) for place in list(PLACE.finditer(text))[:MOST]]


def mentioned(text: str, known: Collection[str]) -> list[str]:
    """Return the known names in the order of the text, each once."""
    found = (next((name for name in names if name in known), None) for names in candidates(text))
    return list(dict.fromkeys(name for name in found if name))


def parts(text: str, known: Collection[str]) -> list[tuple[str, bool]]:
    """Return the text in pieces, (piece, whether it names somebody known): joined they are the text."""
    pieces, end = [], 0
    for place in list(PLACE.finditer(text))[:MOST]:
        name = next((name for name in _shorter_and_shorter(place[1][:LONGEST]) if name in known), None)
        if name:
            pieces += [(text[end : place.start()], False), (f"@{name}", True)]
            end = place.start() + 1 + len(name)
    return [piece for piece in (*pieces, (text[end:], False)) if piece[0]]


def _shorter_and_shorter(name: str) -> list[str]:
    names = [name]
    while END.search(names[-1]) and len(names[-1]) > 1:
        names.append(names[-1][:-1])
    return names
