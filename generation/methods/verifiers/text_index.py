"""Accepted texts, searchable for near-duplicates by ROUGE-L without comparing with each of them.

Two texts of m and n words with ROUGE-L F above c have LCS > c (m + n) / 2 words in common, so at least that many as
bags of words, and never fewer than o = c m / (2 - c) of the new text's m. Of these at most m - p are missing when only
the p rarest words of the new text are looked up, which leaves the postings of frequent words, the long ones, unread
(prefix filtering, Chaudhuri et al. 2006). The second "the" of a text is a word of its own here, so bags are sets.
"""

import hashlib
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from generation.methods.verifiers.rouge import opening, words

SURROGATES = range(0xD800, 0xE000)  # code points that are no characters
CHARS = 0x110000 - len(SURROGATES) - 1  # a millionth word shares a character with the first one
NOWHERE = array("I")
SEEN_OF_SHARED = 0.4  # of the words that must be shared, so many are among those looked up
ASKED_LATELY = 1000
MOST_UNREAD = 1000  # texts kept as they came until somebody asks


class Postings:
    """Which texts each word stands in. Most words stand in one alone: of such a one no more than its text is kept."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}  # of words, as they came
        self._first = array("I")  # by number, the text that a word came in
        self._several: dict[int, array] = {}  # the texts of those that stand in several

    def add(self, words: Iterable[str], text: int) -> None:
        """Note the different words of the newest text."""
        numbers, first, several = self.numbers, self._first, self._several
        for word in words:
            number = numbers.setdefault(word, len(first))
            if number == len(first):
                first.append(text)
            elif number in several:
                several[number].append(text)
            else:
                several[number] = array("I", (first[number], text))

    def of(self, word: str) -> array:
        """Return the texts of a word, in order."""
        number = self.numbers.get(word)
        if number is None:
            return NOWHERE
        return self._several[number] if number in self._several else self._first[number : number + 1]


class TextIndex:
    """Texts in the order they came; `nearest` finds the most similar one above a threshold.

    Parameters: near, whether `nearest` will be asked; without it no text is kept, only what tells equal ones.
    begins, whether `openings` will be.
    """

    def __init__(self, *, near: bool = True, begins: bool = True) -> None:
        self.near, self._begins = near, begins
        self._added = 0
        self.openings: Counter[str] = Counter()
        self._exact: set[bytes] = set()
        self._new: list[str] = []  # not needed before the first question
        self._texts = bytearray()  # all in one, each word as one character in UTF-8: strings take three times the room
        self._ends = array("Q", [0])  # where each text ends there
        self._lengths = array("I")  # in words
        self._postings = Postings()
        self._asked: dict[tuple[str, float], tuple[int, float | None]] = {}

    def add(self, text: str) -> None:
        """Take in an accepted text."""
        self._exact.add(_plain(text))
        if self._begins:
            self.openings[opening(text)] += 1
        self._added += 1
        if self.near:
            self._new.append(text)
            if len(self._new) >= MOST_UNREAD:
                self._take_in()

    @property
    def size(self) -> int:
        """How many texts were added."""
        return self._added

    def holds(self, text: str) -> bool:
        """Say whether an equal text, white space and case aside, was added."""
        return _plain(text) in self._exact

    def nearest(self, text: str, above: float) -> float | None:
        """Return the highest ROUGE-L F of `text` with an added text if it is over `above`, else None.

        Asked again, it compares with what was added since.
        """
        self._take_in()
        since, best = self._asked.pop((text, above), (0, None))
        asked = words(text)
        near = [self._text(number) for number in self._candidates(asked, above, since)]
        encoded = "".join(map(self._char, asked))
        cutoff = max(above, best or 0.0)
        found = process.extractOne(
            encoded, near, scorer=Indel.normalized_similarity, processor=None, score_cutoff=cutoff
        )
        best = found[1] if found and found[1] > cutoff else best
        self._asked[text, above] = (len(self._lengths), best)
        if len(self._asked) > ASKED_LATELY:
            self._asked.pop(next(iter(self._asked)))
        return best

    def _take_in(self) -> None:
        for text in self._new:
            found = words(text)
            self._postings.add(_numbered(found), len(self._lengths))
            self._texts += "".join(map(self._char, found)).encode()
            self._ends.append(len(self._texts))
            self._lengths.append(len(found))
        self._new.clear()

    def _candidates(self, asked: list[str], above: float, since: int) -> np.ndarray:
        """The numbers of texts from `since` on that share enough words, most of them by far too few."""
        if not asked:
            return np.zeros(0, dtype=np.intp)
        fewest = math.ceil(above * len(asked) / (2 - above))
        looked_up = len(asked) - fewest + math.ceil(SEEN_OF_SHARED * fewest)
        unread = len(asked) - looked_up
        known = sorted(filter(None, map(self._postings.of, _numbered(asked))), key=len)
        known = known[: max(len(known) - unread, 0)]  # words that no text has are the rarest
        lists = [_from(np.frombuffer(postings, dtype=np.uint32), since) for postings in known]
        if not lists:
            return np.zeros(0, dtype=np.intp)
        shared = np.bincount(np.concatenate(lists) - np.uint32(since), minlength=len(self._lengths) - since)
        lengths = np.frombuffer(self._lengths, dtype=np.uint32)[since:]
        least = np.maximum(above * (len(asked) + lengths) / 2 - unread, 1)
        return np.nonzero(shared >= least)[0] + since

    def _text(self, number: int) -> str:
        return self._texts[self._ends[number] : self._ends[number + 1]].decode()

    def _char(self, word: str) -> str:
        """The character that stands for a word; the first one for all that no text has."""
        number = self._postings.numbers.get(word)
        point = 0 if number is None else 1 + number % CHARS
        return chr(point if point < SURROGATES.start else point + len(SURROGATES))


def _numbered(found: list[str]) -> Iterator[str]:
    """Each word, and with a number what came more than once: `the`, `the 1`, `the 2`."""
    for word, times in Counter(found).items():
        yield word
        for again in range(1, times):
            yield f"{word} {again}"


def _from(postings: np.ndarray, since: int) -> np.ndarray:
    return postings[np.searchsorted(postings, since) :] if since else postings


def _plain(text: str) -> bytes:
    return hashlib.blake2b(" ".join(text.casefold().split()).encode("utf-8", "replace"), digest_size=16).digest()
