"""Agreement on marked spans, word by word."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import NO_PAIRS, NO_VARIATION, Coefficient
from annotation.methods.agreement.krippendorff_alpha import nominal_statistic
from annotation.methods.columns import last_answers

#: A word is what stands between spaces; in scripts that write none, each character.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
UNMARKED = ()


def word_alpha(labels: pd.DataFrame, texts: Mapping[Hashable, str], *, random_state: int = 0) -> Coefficient:
    """Krippendorff's alpha of what each word is marked as; words that nobody marked agree.

    A unit is a word of an item's text, its label what marks any part of it: none, one, or several. The interval draws
    items, not words, for the words of a text depend on each other.

    Parameters
    ----------
    labels : (item, annotator, label), each label a list of {start, end, label}, in characters of the item's text.
    texts : item -> its text; items without one, or without a word, are left out.

    Returns
    -------
    Coefficient; None with the reason "needs two annotators on one item", or "no variation" where nobody marked a word
    or everybody marked each word alike.

    Reference: Krippendorff 2011, nominal; his unitised alpha, which compares lengths of gaps, is another coefficient.
    """
    answers = last_answers(labels)
    sides = {item: list(group) for item, group in answers.groupby("item")["label"] if len(group) >= 2}
    found = [(apart, totals, len(sides[item])) for item, apart, totals in _items(sides, texts)]
    if not found:
        return Coefficient(None, reason=NO_PAIRS)
    apart = np.array([one[0] for one in found])
    cells, items, given = _cells([one[1] for one in found]), len(found), sum(one[2] for one in found)
    if cells.shape[1] < 2:
        return Coefficient(None, items=items, answers=given, reason=NO_VARIATION)
    statistic = nominal_statistic(apart, cells)
    low, high = bootstrap_interval(statistic, items, random_state=random_state, width=cells.shape[1])
    return Coefficient(float(statistic(np.ones((1, items)))[0]), low, high, items, given)


def _items(sides: Mapping[Hashable, Sequence], texts: Mapping[Hashable, str]):
    """Of each item how far its answers lie apart, summed over words, and how often each label was given to a word."""
    for item, given in sides.items():
        words = [match.span() for match in WORD.finditer(texts.get(item, ""))]
        if not words:
            continue
        marked = _marked(given, [start for start, _end in words], [end for _start, end in words])
        totals = Counter({UNMARKED: (len(words) - len(marked)) * len(given)})
        apart, m = 0.0, len(given)
        for labels in marked.values():
            counts = Counter(tuple(sorted(one)) for one in labels)
            apart += (m * m - sum(n * n for n in counts.values())) / (m - 1)
            totals.update(counts)
        yield item, apart, totals


def _marked(given: Sequence, starts: list[int], ends: list[int]) -> dict[int, list[set[str]]]:
    """Word -> what each person marks it as, of the words that anybody marked."""
    marked: dict[int, list[set[str]]] = defaultdict(lambda: [set() for _person in given])
    for person, spans in enumerate(given):
        for span in spans:
            for word in range(bisect_right(ends, span["start"]), bisect_left(starts, span["end"])):
                marked[word][person].add(span["label"])
    return marked


def _cells(totals: Sequence[Counter]) -> csr_array:
    """Items by labels that were given to any word."""
    places = {label: place for place, label in enumerate(sorted({one for each in totals for one in +each}))}
    rows, columns, values = [], [], []
    for row, each in enumerate(totals):
        for label, count in (+each).items():
            rows.append(row), columns.append(places[label]), values.append(float(count))
    return csr_array((values, (rows, columns)), shape=(len(totals), len(places)))
