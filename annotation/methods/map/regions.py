"""Parts of a map with the words that tell them from the rest: a map for those who read a table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

MOST_REGIONS = 24
ROWS_A_REGION = 40
WORDS_TOLD = 5
FITTED_ON = 20_000
WORDS_KNOWN = 20_000
CHARACTERS_READ = 2_000
WORD = r"(?u)\b[^\W\d_]\w+\b"
#: Added to each word's count, so that a word that is rare everywhere names no region.
PRIOR = 10.0


@dataclass(frozen=True)
class Region:
    """`rows` are positions, `middle` the place that its name stands at, `words` the most telling first."""

    rows: np.ndarray
    middle: tuple[float, float]
    words: list[str]


@threadpool_limits.wrap(limits=1)
def regions(
    places: np.ndarray, texts: Sequence[str], *, most: int = MOST_REGIONS, random_state: int = 0
) -> list[Region]:
    """Cut a map into at most `most` parts (k-means on the places) and name each by five words, the largest first.

    A word tells of a region by log((n + prior share) / (N + prior)) there minus the same elsewhere, times the share of
    the region's texts that have it; words in fewer than two texts are left out.

    Parameters
    ----------
    places : (rows, 2); rows without a place (NaN) belong to no region. texts : one a row.

    Reference: Monroe, Colaresi and Quinn, "Fightin' words" (Political Analysis 2008) for the log odds with a prior.
    """
    placed = np.flatnonzero(~np.isnan(places).any(axis=1))
    distinct = len(np.unique(places[placed], axis=0)) if len(placed) else 0
    count = min(most, max(1, len(placed) // ROWS_A_REGION), distinct)
    if not count:
        return []
    rng = np.random.default_rng(random_state)
    some = rng.choice(placed, FITTED_ON, replace=False) if len(placed) > FITTED_ON else placed
    means = KMeans(count, n_init=1, random_state=random_state).fit(places[some])
    number = means.predict(places[placed])
    named = _telling_words([texts[row][:CHARACTERS_READ] for row in placed], number, count)
    found = [_region(placed[number == each], places, words) for each, words in enumerate(named)]
    return sorted((region for region in found if len(region.rows)), key=lambda region: -len(region.rows))


def _region(rows: np.ndarray, places: np.ndarray, words: list[str]) -> Region:
    x, y = np.median(places[rows], axis=0) if len(rows) else (np.nan, np.nan)
    return Region(rows, (float(x), float(y)), words)


def _telling_words(texts: list[str], number: np.ndarray, count: int) -> list[list[str]]:
    least = min(2, len(texts))
    counter = CountVectorizer(binary=True, min_df=least, max_features=WORDS_KNOWN, token_pattern=WORD)  # noqa: S106
    try:
        has = counter.fit_transform(texts)
    except ValueError:  # no word is in two texts
        return [[] for _region in range(count)]
    names = counter.get_feature_names_out()
    total = np.asarray(has.sum(axis=0)).ravel().astype(float)
    share = PRIOR * total / total.sum()
    told = []
    for each in range(count):
        here = np.asarray(has[number == each].sum(axis=0)).ravel()
        there = total - here
        odds = np.log((here + share) / (here.sum() + PRIOR)) - np.log((there + share) / (there.sum() + PRIOR))
        worth = np.where(here > 0, odds * here / max(1, (number == each).sum()), -np.inf)
        best = np.argsort(-worth, kind="stable")[:WORDS_TOLD]
        told.append([str(names[word]) for word in best if worth[word] > 0])
    return told
