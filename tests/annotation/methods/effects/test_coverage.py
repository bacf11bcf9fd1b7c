"""Intervals cover what they say: simulated people, sittings and suggestions whose truth is known. Seeds are fixed.

A share of hits lies below its 95 % by chance as well: the least that is asked for leaves three standard errors.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter

from annotation.methods.effects.anchoring import contrast, over_people
from annotation.methods.effects.difference import newcombe
from annotation.methods.effects.drift import agreement_trend, time_trend, trend
from annotation.methods.effects.times import log_ratio, median_time


def covered(runs, one) -> float:
    """The share of intervals that hold the truth; `one(rng)` gives (estimate, truth). Undefined ones do not count."""
    rng = np.random.default_rng(11)
    found = [(estimate, truth) for estimate, truth in (one(rng) for _ in range(runs)) if estimate.low is not None]
    assert len(found) > runs / 2
    return sum(estimate.low <= truth <= estimate.high for estimate, truth in found) / len(found)


@pytest.mark.parametrize(("p", "q", "n", "m"), [(0.95, 0.85, 170, 30), (0.9, 0.9, 85, 15), (0.99, 0.9, 400, 70)])
def test_newcombe(p, q, n, m):
    assert covered(2000, lambda rng: (newcombe(rng.binomial(n, p), n, rng.binomial(m, q), m), p - q)) > 0.935


def crowd(rng, people, spread, effect=0.1):
    rows = []
    for person in range(people):
        n = int(rng.integers(30, 120))
        shown, base = rng.random(n) > 0.15, rng.uniform(0.7, 0.8)
        so = rng.random(n) < np.where(shown, base + np.clip(effect + rng.normal(0, spread), -0.1, 0.2), base)
        rows.append(pd.DataFrame({"person": f"p{person}", "shown": shown, "chance": 0.15, "so": so}))
    return pd.concat(rows, ignore_index=True)


@pytest.mark.slow
def test_the_contrast_of_people_who_differ():
    """A coin item by item balances people: how good each is widens nothing."""
    assert covered(300, lambda rng: (contrast(crowd(rng, 6, 0.0)).difference, 0.1)) > 0.91


@pytest.mark.slow
@pytest.mark.parametrize("people", [10, 20])
def test_people_like_these(people):
    assert covered(200, lambda rng: (over_people(crowd(rng, people, 0.04)), 0.1)) > 0.90


@pytest.mark.parametrize("n", [6, 15, 80])
def test_the_median(n):
    assert covered(1500, lambda rng: (median_time(np.exp(rng.normal(2, 0.8, n))), np.exp(2))) > 0.94


def test_the_ratio_of_times_with_outliers():
    def one(rng):
        ours, theirs = (np.exp(rng.normal(2, 0.5, n)) * np.where(rng.random(n) < 0.05, 30, 1) for n in (120, 25))
        return log_ratio(0.8 * ours, theirs), np.log(0.8)

    assert covered(800, one) > 0.925


def sat(rng, count, draw):
    """Sittings of 5 to 120 answers: draw(positions) -> values."""
    parts = []
    for session in range(count):
        x = np.arange(1, int(rng.integers(5, 120)) + 1)
        parts.append(pd.DataFrame({"session": session, "position": x, "value": draw(x)}))
    return pd.concat(parts, ignore_index=True)


def related(rng, n):
    """Noise in which a slow answer is followed by a slow one."""
    return lfilter([1], [1, -0.3], rng.normal(0, 0.5, n))


@pytest.mark.slow
@pytest.mark.parametrize("count", [5, 8, 30])
def test_the_trend_of_few_and_uneven_sittings(count):
    def one(rng):
        return trend(sat(rng, count, lambda x: rng.normal(2, 0.3) + 0.004 * x + related(rng, len(x)))), 0.2

    assert covered(250, one) > 0.91


@pytest.mark.slow
def test_the_trend_of_times_as_people_give_them():
    def one(rng):
        table = sat(rng, 20, lambda x: np.exp(rng.normal(2, 0.3) + 0.002 * x + related(rng, len(x))))
        return time_trend(table.rename(columns={"value": "seconds"}).assign(person="anna")), 0.1

    assert covered(200, one) > 0.90


@pytest.mark.slow
@pytest.mark.parametrize("count", [8, 25])
def test_the_trend_of_agreement(count):
    def one(rng):
        table = sat(rng, count, lambda x: rng.random(len(x)) < 0.92 - 0.001 * x)
        return agreement_trend(table.rename(columns={"value": "agrees"})), -0.05

    assert covered(250, one) > 0.91
