import numpy as np
import pytest

from annotation.methods.estimators.strata import neyman
from annotation.methods.estimators.stratified import (
    Stratum,
    joined_share,
    stratified_mean,
    stratified_powered,
    stratified_share,
)

KNOWN = [Stratum(7000, 100, 1), Stratum(2000, 100, 10), Stratum(1000, 100, 40)]


def test_the_known_answer_of_the_catalogue():
    told = stratified_mean(KNOWN)
    assert told.value == pytest.approx(0.067)
    assert told.error == pytest.approx(0.01023, abs=1e-5)


@pytest.mark.parametrize("share", [stratified_share, joined_share])
def test_an_interval_holds_the_value_and_reaches_up_where_no_error_was_seen(share):
    told = share(KNOWN)
    assert told.low < told.value < told.high
    assert (told.value, told.count, told.n, told.population) == (pytest.approx(0.067), 51, 300, 10_000)
    clean = share([Stratum(500, 50, 0), Stratum(500, 50, 0)])
    assert clean.value == clean.low == 0
    assert 0.01 < clean.high < 0.08


@pytest.mark.parametrize("share", [stratified_share, joined_share])
def test_all_rows_checked_are_the_truth(share):
    told = share([Stratum(10, 10, 2), Stratum(30, 30, 3)])
    assert (told.value, told.low, told.high) == (0.125, 0.125, 0.125)


@pytest.mark.parametrize("share", [stratified_share, joined_share, stratified_mean])
def test_a_stratum_without_a_look_says_nothing(share):
    with pytest.raises(ValueError, match="without a checked row"):
        share([Stratum(10, 0, 0), Stratum(30, 30, 3)])


def test_one_look_in_a_stratum_is_taken_for_a_coin():
    assert stratified_mean([Stratum(100, 1, 0)]).error == pytest.approx(np.sqrt(0.99 * 0.25))


def test_one_stratum_is_prediction_powered_as_a_whole():
    y, f, others = np.array([1, 0, 0, 1, 0, 0]), np.array([0.8, 0.1, 0.2, 0.5, 0.3, 0.1]), np.full(40, 0.3)
    told = stratified_powered([y, y], [f, f], [others, others])
    alone = stratified_powered([y], [f], [others])
    assert told.value == pytest.approx(alone.value)
    assert told.error == pytest.approx(alone.error / np.sqrt(2))


def test_it_covers_nineteen_times_of_twenty_also_where_a_stratum_is_nearly_clean():
    rng = np.random.default_rng(1)
    sizes, shares = np.array([3000, 1500, 500]), np.array([0.01, 0.06, 0.3])
    errors = (sizes * shares).astype(int)
    looks = neyman(sizes, np.sqrt(shares * (1 - shares)), 250)
    truth, covered = errors.sum() / sizes.sum(), 0
    for _run in range(2000):
        wrong = rng.hypergeometric(errors, sizes - errors, looks)
        told = stratified_share([Stratum(*one) for one in zip(sizes, looks, wrong, strict=True)])
        covered += told.low <= truth <= told.high
    assert covered / 2000 >= 0.94
