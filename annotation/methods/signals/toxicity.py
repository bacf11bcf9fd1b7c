"""Rude words, by a list."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.rude_words import BEGINNINGS, HARMLESS, WORDS
from annotation.methods.signals.vocabulary import Vocabulary

TOLD = 3


def toxicity(evidence: Evidence) -> Said:
    """`n / (n + 1)` of the number of words that are on the list; 0 without. Told with it: `n` and the first `words`.

    The list is English, Korean, German, French and Spanish, and knows no context: a quotation counts, a polite insult
    does not. It finds rows to look at, and is no rate of anything.
    """
    words = evidence.vocabulary
    rude = np.array([is_rude(word) for word in words.words], dtype=bool)
    hits = np.flatnonzero(rude[words.numbers]) if len(words.numbers) else np.zeros(0, dtype=int)
    rows = words.rows[hits]
    n = np.bincount(rows, minlength=len(evidence.given))
    told = np.full(len(n), None, dtype=object)
    for row in np.unique(rows):
        told[row] = _of_row(words, rude, row)
    return evidence.said(n / (n + 1), n=n, words=told)


def is_rude(word: str) -> bool:
    """Whether a case folded word is on the list; Korean ones also with what is attached to them."""
    return word in WORDS or (word.startswith(BEGINNINGS) and not word.startswith(HARMLESS))


def _of_row(words: Vocabulary, rude: np.ndarray, row: int) -> list[str]:
    numbers = words.numbers[words.starts[row] : words.starts[row + 1]]
    return [words.words[number] for number in dict.fromkeys(numbers[rude[numbers]].tolist())][:TOLD]
