import pytest

from annotation.methods.agreement.one_label import one_label


def test_it_is_f1_of_either_side_against_the_other():
    """Pangakis et al. (2023) report F1; 40 hits, 10 false alarms and 20 misses make .7273."""
    assert one_label(40, 40 + 10 + 20).value == pytest.approx(0.7273, abs=1e-4)


def test_its_limits_are_those_of_the_share_that_both_gave():
    """Wilson's limits of 40 of 70 are .455 and .681; 2j / (1 + j) of them."""
    share = one_label(40, 70)
    assert (share.low, share.high) == (pytest.approx(0.6253, abs=1e-3), pytest.approx(0.8100, abs=1e-3))
    assert (share.count, share.n) == (40, 70)


def test_where_they_never_or_always_agree_the_interval_reaches_to_the_end():
    assert (one_label(0, 5).value, one_label(0, 5).low) == (0, 0)
    assert (one_label(5, 5).value, one_label(5, 5).high) == (1, 1)
    assert one_label(5, 5).low > 0.7


def test_a_label_that_nobody_gave_has_no_value():
    assert one_label(0, 0).value is None


def test_more_in_both_than_in_either_is_no_count():
    with pytest.raises(ValueError, match="6 of 5"):
        one_label(6, 5)
