"""A text of the benchmark stands in the text, or many words of one in a row: who learns from it knows the test."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.vocabulary import Vocabulary

RUN = 8  # words in a row that count at all
FULL = 13  # words in a row from which the signal is 1: GPT-3's rule
SHORTEST = 4  # words of a whole text within a longer one; fewer are a phrase that anybody writes
_PRIME = np.uint64(0x100000001B3)


def contamination(evidence: Evidence) -> Said:
    """`longest / 13`, at most 1, of the longest run of words shared with a text of the benchmark; 0 below eight.

    1 where a whole text of the benchmark, of four words or more, stands in the row, or any is the row.

    The benchmark are the samples of origin gold; of them, and without any, nothing is said. Told with it: the `words`
    of the run or the whole text, and the benchmark's sample, `of`.
    Reference: Brown et al., "Language models are few-shot learners" (2020), appendix C. Its rule is of long texts; the
    questions and sentences of many benchmarks are shorter than a run of it.
    """
    values = evidence.nothing
    if evidence.facts is None or not evidence.facts.benchmark.any():
        return evidence.said(values)
    benchmark = evidence.facts.benchmark
    words = evidence.vocabulary
    longest, source = longest_runs(words, benchmark)
    whole = whole_texts(words, benchmark)
    is_whole = whole >= 0
    source = np.where(is_whole, whole, source)
    longest = np.where(is_whole, np.maximum(longest, words.lengths[whole]), longest)
    values = np.where(benchmark, np.nan, np.where(is_whole, 1, np.minimum(longest / FULL, 1)))
    of = [None if row < 0 else int(evidence.samples[row]) for row in source]
    return evidence.said(values, words=longest, of=of)


def longest_runs(words: Vocabulary, benchmark: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each text the longest run of words that is found in the benchmark piece by piece of eight, and one such text.

    Returns (texts,) words, 0 for fewer than eight, and (texts,) the row of the benchmark, -1 where none.
    """
    texts = len(words.lengths)
    longest, source = np.zeros(texts, dtype=np.int64), np.full(texts, -1)
    if len(words.numbers) < RUN:
        return longest, source
    hashes, rows = _hashes(words.numbers, RUN), words.rows
    whole = rows[: len(hashes)] == rows[RUN - 1 :]  # pieces that lie within one text
    known, first = np.unique(hashes[whole & benchmark[rows[: len(hashes)]]], return_index=True)
    owners = rows[: len(hashes)][whole & benchmark[rows[: len(hashes)]]][first]
    found = np.flatnonzero(whole & ~benchmark[rows[: len(hashes)]] & np.isin(hashes, known))
    if not len(found):
        return longest, source
    breaks = np.flatnonzero((np.diff(found) > 1) | (np.diff(rows[found]) > 0))
    starts, ends = np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [len(found) - 1]])
    for start, end in zip(starts, ends, strict=True):
        row, run = rows[found[start]], found[end] - found[start] + RUN
        if run > longest[row]:
            longest[row], source[row] = run, owners[np.searchsorted(known, hashes[found[start]])]
    return longest, source


def whole_texts(words: Vocabulary, benchmark: np.ndarray) -> np.ndarray:
    """(texts,) the row of a text of the benchmark that stands whole in each, or is it where it has fewer than four
    words; -1 where none. Texts of 13 words and more are left to their runs."""
    found, rows = np.full(len(words.lengths), -1), words.rows
    for length in np.unique(words.lengths[benchmark]):
        if not 0 < length < FULL:
            continue
        theirs = np.flatnonzero(benchmark & (words.lengths == length))
        hashes = _hashes(words.numbers, length)
        known, first = np.unique(hashes[words.starts[theirs]], return_index=True)
        at, ends = rows[: len(hashes)], rows[length - 1 :]
        may = (at == ends) & ~benchmark[at] & ((length >= SHORTEST) | (words.lengths[at] == length))
        hits = np.flatnonzero(may)
        hits = hits[np.isin(hashes[hits], known)]
        found[at[hits]] = theirs[first[np.searchsorted(known, hashes[hits])]]
    return found


def _hashes(numbers: np.ndarray, length: int) -> np.ndarray:
    """Of each piece of so many words in a row, over the ends of texts too."""
    hashes = np.full(len(numbers) - length + 1, 0xCBF29CE484222325, dtype=np.uint64)
    for offset in range(length):
        hashes = (hashes ^ numbers[offset : offset + len(hashes)].astype(np.uint64)) * _PRIME
    return hashes
