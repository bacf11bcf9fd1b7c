"""Cohen's kappa, plain and weighted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from annotation.methods.agreement.bootstrap import Statistic, bootstrap_interval
from annotation.methods.agreement.coefficient import NO_PAIRS, NO_VARIATION, Coefficient, ratio, sorted_codes
from annotation.methods.agreement.patterns import patterns
from annotation.methods.columns import last_answers
from generation.methods.estimates import wilson

WEIGHTS = ("", "linear", "quadratic")


@dataclass(frozen=True)
class PairKappa:
    """Two annotators on the items both answered: Cohen's kappa, and the share of equal answers."""

    left: object
    right: object
    coefficient: Coefficient
    percent: Coefficient


@dataclass(frozen=True)
class Meetings:
    """Each two answers on one item, whoever gave them: one row a pattern and pair of people.

    `pattern`, `pair`, `left` and `right` are positions: of the pattern, of the pair of people, and of both labels among
    the `size` labels. `pairs` holds the two people of each pair, `times` how many items show each pattern.
    """

    pattern: np.ndarray
    pair: np.ndarray
    left: np.ndarray
    right: np.ndarray
    pairs: list[tuple]
    times: np.ndarray
    size: int
    answers: int


def cohen_kappa(
    labels: pd.DataFrame, *, weights: str = "", points: Sequence | None = None, random_state: int = 0
) -> Coefficient:
    """Agreement of two annotators beyond chance; with more, the mean over pairs weighted by their common items.

    `kappa = 1 - sum_ij w_ij o_ij / sum_ij w_ij e_ij` with `w` 0 or 1, |i - j| ("linear") or (i - j)^2 ("quadratic").

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts.
    weights : one of WEIGHTS.
    points : the labels in their order; ranks are positions among them, those that nobody gave included. Without it
        they are positions among the sorted distinct labels.

    Returns
    -------
    Coefficient with a bootstrap interval over items. None with the reason "needs two annotators on one item" without
    common items, or "no variation" where all answers are the same label (0 / 0). With more than two annotators it is
    not Fleiss' kappa; `pair_kappas` shows the pairs.

    Reference: Cohen, Educational and Psychological Measurement 20 (1960); weighted: Psychological Bulletin 70 (1968).
    """
    if weights not in WEIGHTS:
        raise ValueError(f"weights must be one of {', '.join(map(repr, WEIGHTS))}, not {weights!r}.")
    met = _meetings(labels, points)
    if len(met.pairs) == 1:  # the very draws that `pair_kappas` makes of the two
        return _of_pair(met, 0, weights, random_state).coefficient
    return _kappa(met, weights, random_state)


def pair_kappas(
    labels: pd.DataFrame, *, weights: str = "", points: Sequence | None = None, most: int | None = None,
    random_state: int = 0,
) -> list[PairKappa]:  # fmt: skip
    """Every pair of annotators with a common item, in the order of the annotators; with `most` those that share the
    most items, these first. Pairs are counted before any is reckoned, for two hundred people make 19,900."""
    met = _meetings(labels, points)
    shared = np.bincount(met.pair, weights=met.times[met.pattern], minlength=len(met.pairs))
    chosen = range(len(met.pairs)) if most is None else np.argsort(-shared, kind="stable")[:most]
    return [_of_pair(met, int(pair), weights, random_state) for pair in chosen]


def _of_pair(met: Meetings, pair: int, weights: str, random_state: int) -> PairKappa:
    own = met.pair == pair
    left, right, often = met.left[own], met.right[own], met.times[met.pattern[own]]
    cells, inverse = np.unique(left * met.size + right, return_inverse=True)
    times = np.bincount(inverse, weights=often).astype(np.int64)
    n, none = int(times.sum()), np.zeros(len(cells), dtype=np.int64)
    alone = Meetings(
        np.arange(len(cells)), none, cells // met.size, cells % met.size, [met.pairs[pair]], times, met.size, 2 * n
    )
    equal = wilson(int(times[alone.left == alone.right].sum()), n)
    percent = Coefficient(equal.value, equal.low, equal.high, n, 2 * n)
    return PairKappa(*met.pairs[pair], _kappa(alone, weights, random_state), percent)


def _kappa(met: Meetings, weights: str, random_state: int) -> Coefficient:
    if not len(met.pattern):
        return Coefficient(None, reason=NO_PAIRS)
    statistic, width = _statistic(met, weights)
    value, items = statistic(met.times[None].astype(float))[0], int(met.times.sum())
    if not np.isfinite(value):
        return Coefficient(None, items=items, answers=met.answers, reason=NO_VARIATION)
    low, high = bootstrap_interval(statistic, met.times, random_state=random_state, width=width)
    return Coefficient(float(value), low, high, items, met.answers)


def _meetings(labels: pd.DataFrame, points: Sequence | None) -> Meetings:
    answers = last_answers(labels)
    items = pd.factorize(answers["item"])[0]
    answers = answers[np.bincount(items)[items] >= 2] if len(items) else answers
    people, persons = sorted_codes(answers["annotator"])
    values, codes = sorted_codes(answers["label"])
    if points is not None:
        codes, values = np.searchsorted(points, np.asarray(values))[codes], list(points)
    found = patterns(pd.factorize(answers["item"])[0], persons * max(1, len(values)) + codes)
    one, other = _each_two(found.of)
    one, other = found.rows[one], found.rows[other]
    pair, both = pd.factorize(persons[one] * len(people) + persons[other], sort=True)
    pairs = [(people[each // len(people)], people[each % len(people)]) for each in both]
    of = np.zeros(len(answers), dtype=np.int64)
    of[found.rows] = found.of
    return Meetings(of[one], pair, codes[one], codes[other], pairs, found.times, len(values), len(answers))


def _each_two(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of each two members of a group; groups are numbered in order and their members stand together."""
    sizes = np.bincount(groups)
    ahead = (np.cumsum(sizes)[groups] if len(groups) else groups) - np.arange(len(groups)) - 1
    one = np.repeat(np.arange(len(groups)), ahead)
    step = np.arange(len(one)) - np.repeat(np.cumsum(ahead) - ahead, ahead) + 1
    return one, one + step


#: weights (draws, patterns) and the items that each pair shares -> the cost expected by chance, times these squared
Expected = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _statistic(met: Meetings, weights: str) -> tuple[Statistic, int]:
    """The mean over pairs as a statistic, and how many columns it makes of a draw."""
    gap = np.abs(met.left - met.right).astype(float)
    cost = {"": (gap > 0).astype(float), "linear": gap, "quadratic": gap**2}[weights]
    together, apart = _by_pair(met, np.ones(len(gap))), _by_pair(met, cost)
    expected, width = {"": _expected_unequal, "linear": _expected_gap, "quadratic": _expected_square}[weights](met)

    def statistic(counts: np.ndarray) -> np.ndarray:
        n = counts @ together
        kappas = ratio(counts @ apart * n, expected(counts, n))
        known = np.isfinite(kappas)
        with np.errstate(invalid="ignore"):
            return np.where(known, kappas * n, 0).sum(axis=1) / np.where(known, n, 0).sum(axis=1)

    return statistic, max(width, len(met.pairs))


def _expected_unequal(met: Meetings) -> tuple[Expected, int]:
    """`n^2 - sum_c L_c R_c`; a label that one of the two alone gave adds nothing, so it has no column."""
    lefts, rights = met.pair * met.size + met.left, met.pair * met.size + met.right
    shared = np.intersect1d(lefts, rights)
    left, right = _columns(met, lefts, shared), _columns(met, rights, shared)
    owners = csr_array(
        (np.ones(len(shared)), (np.arange(len(shared)), shared // met.size)), shape=(len(shared), len(met.pairs))
    )
    return lambda counts, n: n**2 - ((counts @ left) * (counts @ right)) @ owners, len(shared)


def _expected_gap(met: Meetings) -> tuple[Expected, int]:
    """`sum_g L_g (n - R_g) + R_g (n - L_g)`: a gap is as many as there are points g between the two."""
    steps = np.arange(met.size - 1)
    below = [_reached(met, codes, steps) for codes in (met.left, met.right)]
    owners = np.repeat(np.arange(len(met.pairs)), len(steps))
    gather = csr_array((np.ones(len(owners)), (np.arange(len(owners)), owners)), shape=(len(owners), len(met.pairs)))

    def expected(counts: np.ndarray, n: np.ndarray) -> np.ndarray:
        left, right = (counts @ side for side in below)
        return ((left + right) * n[:, owners] - 2 * left * right) @ gather

    return expected, len(owners)


def _expected_square(met: Meetings) -> tuple[Expected, int]:
    """`n (sum x^2 + sum y^2) - 2 sum x sum y`."""
    left, right = met.left.astype(float), met.right.astype(float)
    x, y, squares = _by_pair(met, left), _by_pair(met, right), _by_pair(met, left**2 + right**2)
    return lambda counts, n: n * (counts @ squares) - 2 * (counts @ x) * (counts @ y), len(met.pairs)


def _by_pair(met: Meetings, values: np.ndarray) -> csr_array:
    return csr_array((values, (met.pattern, met.pair)), shape=(len(met.times), len(met.pairs)))


def _columns(met: Meetings, keys: np.ndarray, shared: np.ndarray) -> csr_array:
    own = np.isin(keys, shared)
    columns = np.searchsorted(shared, keys[own])
    return csr_array((np.ones(own.sum()), (met.pattern[own], columns)), shape=(len(met.times), len(shared)))


def _reached(met: Meetings, codes: np.ndarray, steps: np.ndarray) -> csr_array:
    rows, places = np.nonzero(codes[:, None] <= steps)
    columns = met.pair[rows] * len(steps) + places
    shape = (len(met.times), len(met.pairs) * len(steps))
    return csr_array((np.ones(len(rows)), (met.pattern[rows], columns)), shape=shape)
