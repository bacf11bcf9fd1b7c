"""Nothing new is said any more."""

from collections.abc import Sequence

from generation.methods.dialogues.turns import Turn
from generation.methods.verifiers.rouge import words
from generation.methods.verifiers.stop_words import STOP_WORDS

TURNS = 2


def no_news(turns: Sequence[Turn], *, idle: int = TURNS) -> int | None:
    """Return the first of `idle` turns in a row without a content word that nobody said before, or None.

    Content words are all but English stop words; inflected forms count as new words.
    """
    said: set[str] = set(STOP_WORDS)
    silent = 0
    for place, turn in enumerate(turns):
        fresh = set(words(turn.text)) - said
        said |= fresh
        silent = 0 if fresh else silent + 1
        if silent == idle:
            return place - idle + 1
    return None
