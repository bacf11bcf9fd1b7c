"""SBLEU: how much each text looks like the others."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.rouge import words

ORDERS = 4


def self_bleu(texts: Sequence[str], *, size: int = SIZE, random_state: int = 0) -> float | None:
    """Mean BLEU-4 of each text against all others of a random subsample, in [0, 1]; low is varied.

    BLEU is the brevity penalty times the geometric mean of the clipped n-gram precisions, n = 1 to 4: p_1 = m / l and,
    smoothed, p_n = (m + 1) / (l + 1) for n > 1, m of l n-grams being found in a reference. A text of fewer than four
    words is scored on the orders that it has. The reference length is that of the closest other text, of two equally
    close ones the shorter.

    Words are casefolded runs of letters and digits. Texts without words are left out; fewer than two others: None.
    1,000 texts of 100 words take under a second.

    References: Papineni et al. 2002; Zhu et al., "Texygen" (SIGIR 2018); smoothing: Lin and Och (COLING 2004).
    """
    rows = [tokens for text in subsample(texts, size=size, random_state=random_state) if (tokens := words(text))]
    if len(rows) < 2:
        return None
    counts = [[_ngrams(row, n) for n in range(1, ORDERS + 1)] for row in rows]
    limits = [_limits([row[n] for row in counts]) for n in range(ORDERS)]
    lengths = sorted(map(len, rows))
    return sum(_bleu(i, counts[i], limits, lengths) for i in range(len(rows))) / len(rows)


def _ngrams(row: list[str], n: int) -> Counter:
    return Counter(zip(*(row[k:] for k in range(n)), strict=False))


def _limits(counts: list[Counter]) -> dict:
    """For each n-gram the text that holds it most often, how often, and the most often among all others."""
    found: dict = {}
    for i, row in enumerate(counts):
        for gram, count in row.items():
            owner, most, second = found.get(gram, (-1, 0, 0))
            found[gram] = (i, count, most) if count > most else (owner, most, max(second, count))
    return found


def _bleu(i: int, counts: list[Counter], limits: list[dict], lengths: list[int]) -> float:
    logs = []
    for order, (grams, limit) in enumerate(zip(counts, limits, strict=True)):
        total = grams.total()
        if not total:
            break
        matched = sum(min(count, _elsewhere(i, limit[gram])) for gram, count in grams.items())
        if not matched and not order:
            return 0.0
        logs.append(math.log((matched + 1) / (total + 1) if order else matched / total))
    length = counts[0].total()
    penalty = min(0.0, 1 - _closest_other(length, lengths) / length)
    return math.exp(penalty + sum(logs) / len(logs))


def _elsewhere(i: int, limit: tuple[int, int, int]) -> int:
    owner, most, second = limit
    return second if owner == i else most


def _closest_other(length: int, lengths: list[int]) -> int:
    here = bisect_left(lengths, length)  # one of the equal ones is the text itself
    others = [*lengths[max(here - 1, 0) : here], *lengths[here + 1 : here + 2]]
    return min(others, key=lambda other: (abs(other - length), other))
