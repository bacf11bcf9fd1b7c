"""The school grade that an English text asks for."""

import re
from collections.abc import Sequence

from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.rouge import words
from generation.methods.verifiers.stop_words import STOP_WORDS

LEAST_ENGLISH = 0.2  # of the words: in English prose every second or third one carries grammar alone
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")  # U.S. is a word
_END = re.compile(r"(?<!\b[A-Z])[.!?…]+[\"'”’)\]]*(?=\s|$)")  # not after an initial or inside U.S.


def readability_grade(text: str) -> float | None:
    """Coleman-Liau: 0.0588 L - 0.296 S - 15.8 with L letters and digits, S sentences for each 100 words.

    Chosen because it counts letters, not syllables, which nobody can count without a dictionary. Made for English
    prose of about 100 words or more; on short texts it jumps, and on other languages it means nothing. A text without
    an end mark is one sentence, and so is what follows the last one. No words: None.

    Reference: Coleman and Liau, "A computer readability formula designed for machine scoring" (1975).
    """
    tokens = _WORD.findall(text)
    if not tokens:
        return None
    letters = sum(char.isalnum() for token in tokens for char in token)
    sentences = sum(bool(_WORD.search(part)) for part in _END.split(text))
    return 5.88 * letters / len(tokens) - 29.6 * sentences / len(tokens) - 15.8


def readability(texts: Sequence[str], *, size: int = SIZE, random_state: int = 0) -> float | None:
    """The grade of the texts of a random subsample taken as one, each with an end: alone, short ones jump.

    Texts without words, or hardly any of whose words are English ones that carry grammar: None.
    """
    whole = ".\n".join(subsample(texts, size=size, random_state=random_state))
    said = words(whole)
    english = sum(word in STOP_WORDS for word in said)
    return readability_grade(whole) if said and english >= LEAST_ENGLISH * len(said) else None
