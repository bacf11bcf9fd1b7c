"""The paired difference reproduces published intervals and keeps its promise."""

import numpy as np
import pytest

from annotation.methods.trials.paired import paired_difference


def limits(*counts):
    found = paired_difference(*counts)
    return round(found.value, 3), round(found.low, 3), round(found.high, 3)


def test_it_reproduces_published_intervals():
    # Airway hyper-responsiveness before and after transplantation (Fagerland, Lydersen, Laake 2014, table 2).
    assert limits(1, 7, 1, 12) == (-0.286, -0.507, -0.026)
    # Newcombe 1998 (2635), table II.
    found = paired_difference(20, 2, 12, 16)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0562, 0.3292)


def test_turning_the_sides_round_turns_the_interval_round():
    one, other = paired_difference(20, 2, 12, 16), paired_difference(20, 12, 2, 16)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


@pytest.mark.parametrize("counts", [(10, 0, 0, 0), (0, 0, 0, 10), (0, 10, 0, 0), (0, 0, 10, 0), (1, 0, 0, 0)])
def test_at_the_edges_it_stays_within_minus_one_and_one(counts):
    found = paired_difference(*counts)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


def test_no_items_have_no_difference():
    assert paired_difference(0, 0, 0, 0).value is None
    with pytest.raises(ValueError, match="not negative"):
        paired_difference(1, -1, 0, 0)


@pytest.mark.parametrize("shares", [(0.6, 0.1, 0.2, 0.1), (0.8, 0.02, 0.1, 0.08), (0.45, 0.05, 0.05, 0.45)])
@pytest.mark.parametrize("n", [30, 100])
def test_it_covers_the_difference_nineteen_times_of_twenty(shares, n):
    rng, truth = np.random.default_rng(1), shares[2] - shares[1]
    found = [paired_difference(*counts) for counts in rng.multinomial(n, shares, size=2000)]
    assert np.mean([one.low <= truth <= one.high for one in found]) > 0.94
