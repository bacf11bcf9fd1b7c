"""Many texts are made after one pattern: they begin alike, or say the same but for a few words."""

from collections import Counter, defaultdict

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.vocabulary import Vocabulary

OPENING = 5  # words
KEPT_AT_LEAST = 6  # words of a pattern
FREQUENT_SHARE = 0.01  # of the texts, at least FEWEST: words that belong to patterns
FEWEST = 3
FULL = 1000  # texts after one pattern from which the signal is 1
GAP = -1
LONGEST_TOLD = 100


def templates(evidence: Evidence) -> Said:
    """`log10(n) / 3` of the number of texts after the row's pattern, at most 1; 0 for fewer than three.

    A pattern is the first five words, or the order of all frequent words with gaps between them: at least six words and
    a gap. Near-duplicates count as one text. Told with it: `n` and the pattern.
    Reference: openings as in TinyStories (Eldan and Li 2023); patterns by their frequent words.
    """
    words = evidence.vocabulary
    groups = np.arange(len(evidence.given)) if evidence.groups is None else evidence.groups
    openings, frames = _openings(words), _frames(words)
    n = np.zeros(len(evidence.given), dtype=np.int64)
    pattern = np.full(len(n), None, dtype=object)
    for keys in (openings, frames):
        counts = _texts_of(keys, groups)
        for row, key in enumerate(keys):
            if key is not None and counts[key] >= FEWEST and counts[key] > n[row]:
                n[row], pattern[row] = counts[key], key
    told = [None if one is None else _told(words, one, one == openings[row]) for row, one in enumerate(pattern)]
    values = np.where(n >= FEWEST, np.log10(np.maximum(n, 1)) / np.log10(FULL), 0)
    return evidence.said(values, n=n, pattern=told)


def _texts_of(keys: list[bytes | None], groups: np.ndarray) -> Counter:
    seen = defaultdict(set)
    for key, group in zip(keys, groups, strict=True):
        if key is not None:
            seen[key].add(group)
    return Counter({key: len(found) for key, found in seen.items()})


def _openings(words: Vocabulary) -> list[bytes | None]:
    starts, lengths = words.starts, words.lengths
    return [
        words.numbers[starts[row] : starts[row] + OPENING].tobytes() if lengths[row] >= OPENING else None
        for row in range(len(lengths))
    ]


def _frames(words: Vocabulary) -> list[bytes | None]:
    """Of each text its frequent words in order, runs of others as one gap; None without a pattern."""
    frequent = words.texts_with() >= max(FEWEST, FREQUENT_SHARE * len(words.lengths))
    kept = frequent[words.numbers] if len(words.numbers) else np.zeros(0, dtype=bool)
    marked = np.where(kept, words.numbers, GAP).astype(np.int32)
    fresh = np.ones(len(marked), dtype=bool)  # not a gap after a gap of the same text
    fresh[1:] = (marked[1:] != GAP) | (marked[:-1] != GAP)
    fresh[words.starts[:-1][words.lengths > 0]] = True
    found = []
    for start, end in zip(words.starts[:-1], words.starts[1:], strict=True):
        frame = marked[start:end][fresh[start:end]]
        gaps = int((frame == GAP).sum())
        found.append(frame.tobytes() if gaps and len(frame) - gaps >= KEPT_AT_LEAST else None)
    return found


def _told(words: Vocabulary, key: bytes, opening: bool) -> str:
    said = " ".join("…" if number == GAP else words.words[number] for number in np.frombuffer(key, dtype=np.int32))
    said = f"{said} …" if opening else said
    return said if len(said) <= LONGEST_TOLD else f"{said[:LONGEST_TOLD].rsplit(' ', 1)[0]} …"
