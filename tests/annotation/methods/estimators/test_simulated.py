import numpy as np
import pytest

from annotation.methods.estimators.simulated import Simulated, simulated, simulated_in_doubt
from annotation.methods.estimators.strata import by_size, neyman


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


SIZES, TOLD = [1000, 1000, 1000], [0.02, 0.1, 0.5]
SPREAD = np.sqrt([0.02 * 0.98, 0.1 * 0.9, 0.5 * 0.5])


def test_most_looks_where_errors_are_expected_are_liked_by_whoever_believes_that_alone():
    looks = neyman(SIZES, SPREAD, 150)
    assert simulated(SIZES, looks, TOLD).may_be_shown
    told = simulated_in_doubt(SIZES, looks, TOLD)
    assert told.width > 1.03 * told.plain_width  # where the chances tell nothing
    assert not told.may_be_shown


@pytest.mark.parametrize("looks", [60, 150, 400])
@pytest.mark.parametrize("rates", [TOLD, [0.2, 0.2, 0.2], [0.0, 0.5, 1.0]])
def test_looks_by_size_hold_and_are_no_wider_whatever_the_chances_are_worth(looks, rates):
    told = simulated_in_doubt(SIZES, by_size(SIZES, looks), rates)
    assert told.may_be_shown


def test_where_hardly_a_label_is_wrong_there_is_nothing_to_gain():
    told = simulated_in_doubt(SIZES, by_size(SIZES, 400), [0.01, 0.01, 0.03])
    assert told.covered >= 0.94
    assert told.width == pytest.approx(told.plain_width, rel=0.01)
    assert not told.may_be_shown


def test_in_doubt_the_case_that_gains_less_is_told():
    looks = by_size(SIZES, 150)
    assert simulated(SIZES, looks, TOLD).width < 0.9 * simulated(SIZES, looks, TOLD).plain_width
    told = simulated_in_doubt(SIZES, looks, TOLD)
    assert 0.95 * told.plain_width < told.width < told.plain_width


def test_in_doubt_too_all_rows_looked_at_leave_nothing_open():
    assert simulated_in_doubt([10, 20], [10, 20], [0.1, 0.5]) == Simulated(1.0, 0.0, 0.0)
