"""The text has many words in a row from a text of the benchmark: who learns from it knows the test."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.vocabulary import Vocabulary

RUN = 8  # words in a row that count at all
FULL = 13  # words in a row from which the signal is 1: GPT-3's rule
_PRIME = np.uint64(0x100000001B3)


def contamination(evidence: Evidence) -> Said:
    """`longest / 13`, at most 1, of the longest run of words shared with a text of the benchmark; 0 below eight.

    The benchmark are the samples of origin gold; of them, and without any, nothing is said. Told with it: the `words`
    of the run and the benchmark's sample, `of`.
    Reference: Brown et al., "Language models are few-shot learners" (2020), appendix C.
    """
    values = evidence.nothing
    if evidence.facts is None or not evidence.facts.benchmark.any():
        return evidence.said(values)
    benchmark = evidence.facts.benchmark
    longest, source = longest_runs(evidence.vocabulary, benchmark)
    values = np.where(benchmark, np.nan, longest / FULL)
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
    hashes = np.full(len(words.numbers) - RUN + 1, 0xCBF29CE484222325, dtype=np.uint64)
    for offset in range(RUN):
        hashes = (hashes ^ words.numbers[offset : offset + len(hashes)].astype(np.uint64)) * _PRIME
    rows = words.rows
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
