import pytest

from annotation.methods.estimators.simulated import Simulated, simulated


def test_strata_that_tell_errors_apart_are_narrower_and_cover():
    told = simulated([3000, 1500, 500], [90, 90, 120], [0.01, 0.06, 0.3])
    assert told.covered >= 0.94
    assert told.width < 0.9 * told.plain_width
    assert told.may_be_shown


def test_strata_that_tell_nothing_apart_gain_nothing():
    told = simulated([1000, 1000], [200, 40], [0.1, 0.1])
    assert told.width > told.plain_width
    assert not told.may_be_shown


def test_one_that_covers_too_little_is_not_shown():
    assert not Simulated(0.939, 0.04, 0.06).may_be_shown
    assert Simulated(0.94, 0.04, 0.06).may_be_shown


def test_all_rows_looked_at_leave_nothing_open():
    told = simulated([10, 20], [10, 20], [0.1, 0.5])
    assert (told.covered, told.width, told.plain_width) == (1.0, 0.0, 0.0)


def test_the_same_seed_tells_the_same():
    design = ([300, 200], [40, 60], [0.02, 0.2])
    assert simulated(*design) == simulated(*design)
    assert simulated(*design, random_state=1).covered == pytest.approx(simulated(*design).covered, abs=0.03)
