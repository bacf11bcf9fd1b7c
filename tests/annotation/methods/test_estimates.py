import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.methods.estimates import finite_wilson, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(20, 100, 0.133, 0.289), (170, 200, 0.794, 0.893), (0, 10, 0.0, 0.278)]
)
def test_wilson_reproduces_known_intervals(count, n, low, high):
    share = wilson(count, n)
    assert (share.low, share.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_nothing_counted_gives_no_value():
    assert wilson(0, 0).value is None
    assert finite_wilson(0, 0, 100).value is None


def test_a_complete_count_is_certain():
    share = finite_wilson(7, 50, 50)
    assert share.low == share.value == share.high == 0.14


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 2000))
def test_a_finite_population_never_widens_the_interval(n, count, more):
    count = min(count, n)
    infinite, finite = wilson(count, n), finite_wilson(count, n, n + more)
    assert infinite.low - 1e-12 <= finite.low <= finite.value <= finite.high <= infinite.high + 1e-12


def test_it_refuses_what_is_no_share():
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="population"):
        finite_wilson(1, 20, 10)
