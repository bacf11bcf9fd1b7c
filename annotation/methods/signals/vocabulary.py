"""Which words stand in which texts: read once, for every signal that counts words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

LONGEST = 4000  # characters of a text that are read
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Vocabulary:
    """`words` by number; of all texts one after the other the `numbers` of their words in order, text i's from
    `starts[i]` to `starts[i + 1]`."""

    words: list[str]
    numbers: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Vocabulary":
        """Read the texts, case folded; a word is a run of letters and digits."""
        known: dict[str, int] = {}
        parts, lengths = [], np.zeros(len(texts), dtype=np.int64)
        for place, text in enumerate(texts):
            found = [known.setdefault(word, len(known)) for word in WORD.findall(text[:LONGEST].casefold())]
            lengths[place] = len(found)
            parts.append(np.array(found, dtype=np.int32))
        numbers = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        return cls(list(known), numbers, np.concatenate([[0], np.cumsum(lengths)]))

    @property
    def lengths(self) -> np.ndarray:
        """Words of each text."""
        return np.diff(self.starts)

    @property
    def rows(self) -> np.ndarray:
        """The text of each word in `numbers`."""
        return np.repeat(np.arange(len(self.starts) - 1), self.lengths)

    def presence(self) -> csr_array:
        """(texts, words) of zeros and ones."""
        shape = (len(self.starts) - 1, max(1, len(self.words)))
        ones = np.ones(len(self.numbers), dtype=np.float32)
        table = csr_array((ones, self.numbers, self.starts), shape=shape, copy=True)
        table.sum_duplicates()
        table.data[:] = 1
        return table

    def texts_with(self) -> np.ndarray:
        """The number of texts that each word stands in."""
        seen = np.unique(self.rows * max(1, len(self.words)) + self.numbers) if len(self.numbers) else self.numbers
        return np.bincount(seen % max(1, len(self.words)), minlength=len(self.words))
