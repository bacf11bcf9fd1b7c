import pytest

from generation.methods.estimates import wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(20, 100, 0.133, 0.289), (170, 200, 0.794, 0.893), (0, 10, 0.0, 0.278)]
)
def test_wilson_reproduces_known_intervals(count, n, low, high):
    share = wilson(count, n)
    assert (share.low, share.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_nothing_counted_gives_no_value():
    assert wilson(0, 0).value is None


def test_it_refuses_what_is_no_share():
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)
