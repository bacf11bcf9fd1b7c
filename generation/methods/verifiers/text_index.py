"""Accepted texts, searchable for near-duplicates by ROUGE-L without comparing with each of them.

A pair with ROUGE-L F above c has LCS > c (m + n) / 2 words in common, and lengths within a factor c / (2 - c). So of
the m words of the new text at most m - o are absent from the other, o = ceil(c m (1 + c / (2 - c)) / 2) being the
fewest that it can share. Whatever order the words are put in, a near-duplicate holds one of the first m - o + 1 words.
We put the words that were first seen last in front: they are the rare ones (prefix filtering, Chaudhuri et al. 2006).
"""

import math
from collections import Counter, defaultdict

from rapidfuzz import process
from rapidfuzz.distance import Indel

from generation.methods.verifiers.rouge import opening, words

FIRST_CHAR = 0xE000  # the code point after the surrogates
CHARS = 0x110000 - FIRST_CHAR  # a millionth word shares a character with the first one


class TextIndex:
    """Texts under a number each; `nearest` finds the most similar one above a threshold."""

    def __init__(self) -> None:
        self.texts: list[str] = []  # each word as one character
        self.ids: dict[str, int] = {}
        self.postings: dict[int, list[int]] = defaultdict(list)
        self.exact: set[str] = set()
        self.openings: Counter[str] = Counter()

    def add(self, text: str) -> None:
        """Take in an accepted text."""
        encoded = self._encode(text)
        for char in set(encoded):
            self.postings[ord(char)].append(len(self.texts))
        self.texts.append(encoded)
        self.exact.add(_plain(text))
        self.openings[opening(text)] += 1

    def holds(self, text: str) -> bool:
        """Say whether an equal text, white space and case aside, was added."""
        return _plain(text) in self.exact

    def nearest(self, text: str, above: float) -> float | None:
        """Return the highest ROUGE-L F of `text` with an added text if it is over `above`, else None."""
        known = [self.ids[word] for word in words(text) if word in self.ids]
        length = len(words(text))
        fewest = math.ceil(above * length * (1 + above / (2 - above)) / 2)
        rare_first = sorted(known, reverse=True)[: max(len(known) - fewest + 1, 0)]
        numbers = {number for char in set(rare_first) for number in self.postings[char]}
        shortest, longest = length * above / (2 - above), length * (2 - above) / above
        near = [self.texts[n] for n in numbers if shortest <= len(self.texts[n]) <= longest]
        found = process.extractOne(
            self._encode(text), near, scorer=Indel.normalized_similarity, processor=None, score_cutoff=above
        )
        return found[1] if found and found[1] > above else None

    def _encode(self, text: str) -> str:
        chars = (self.ids.setdefault(word, FIRST_CHAR + len(self.ids) % CHARS) for word in words(text))
        return "".join(map(chr, chars))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
