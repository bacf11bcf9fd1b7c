import numpy as np
import pytest

from annotation.methods.judges.reliability import FEW_ROWS, expected_calibration_error, reliability


def test_the_known_calibration_error():
    """evaluation.md 3.1: 10 bins."""
    assert expected_calibration_error([0.9, 0.9, 0.6, 0.6], [1, 0, 1, 1]) == pytest.approx(0.4)


def test_bins_are_closed_above():
    found = reliability(np.repeat([0.7, 0.71], 20), np.ones(40, bool))
    assert [(one.low, one.high, one.right.n) for one in found.bins] == [(0.6, 0.7, 20), (0.7, 0.8, 20)]
    assert reliability(np.zeros(20), np.zeros(20, bool)).bins[0].low == 0


def test_brier_is_what_its_parts_add_up_to():
    rng = np.random.default_rng(1)
    p = rng.uniform(0.2, 1, 500)
    y = rng.random(500) < p**2
    found = reliability(p, y)
    assert found.brier.value == pytest.approx(np.mean((p - y) ** 2))
    assert found.reliability - found.resolution + found.uncertainty == pytest.approx(found.brier.value)
    assert found.uncertainty == pytest.approx(y.mean() * (1 - y.mean()))


def test_one_that_always_says_how_often_it_is_right_is_reliable_and_tells_nothing_apart():
    found = reliability(np.full(100, 0.8), np.arange(100) < 80)
    assert (found.ece.value, found.reliability, found.resolution) == pytest.approx((0, 0, 0))
    assert found.brier.value == pytest.approx(found.uncertainty) == pytest.approx(0.16)
    assert not found.is_off


def test_one_that_knows_all_has_a_brier_score_of_nothing():
    right = np.arange(100) < 60
    found = reliability(right.astype(float), right)
    assert (found.brier.value, found.ece.value) == (0, 0)


def test_one_that_is_too_sure_is_told_as_such():
    rng = np.random.default_rng(2)
    found = reliability(np.full(400, 0.95), rng.random(400) < 0.8)
    assert found.over.low > 0.08
    assert found.ece.value > found.noise
    assert found.is_off


def test_a_calibrated_one_is_called_off_once_in_twenty():
    rng, off = np.random.default_rng(5), 0
    for _ in range(200):
        p = rng.choice([0.6, 0.7, 0.8, 0.9, 0.99], 200)
        off += reliability(p, rng.random(200) < p).is_off
    assert off <= 20


def test_over_confidence_covers_what_is_true():
    rng, covered = np.random.default_rng(6), 0
    for _ in range(200):
        p = rng.uniform(0.6, 1, 150)
        found = reliability(p, rng.random(150) < p - 0.1).over
        covered += found.low <= 0.1 <= found.high
    assert 183 <= covered <= 198


def test_few_rows_say_why_there_is_nothing():
    found = reliability(np.full(19, 0.5), np.ones(19, bool))
    assert (found.ece.value, found.n, found.ece.reason, found.bins) == (None, 19, FEW_ROWS, ())


@pytest.mark.parametrize(("p", "y"), [([1.1], [True]), ([np.nan], [True]), ([0.5], [])])
def test_what_is_no_confidence_is_refused(p, y):
    with pytest.raises(ValueError, match="from 0 to 1"):
        reliability(np.array(p), np.array(y, bool))
