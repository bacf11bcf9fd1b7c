import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.gini import gini


def test_it_is_the_mean_difference_by_twice_the_mean():
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)  # sum |x_i - x_j| = 20; 2 * 16 * 2.5 = 80
    assert gini([5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 5))
def test_neither_order_nor_scale_matters(counts, factor):
    found = gini(counts)
    if found is None:
        assert not any(counts)
        return
    mean = sum(counts) / len(counts)
    pairs = sum(abs(x - y) for x in counts for y in counts)
    assert found == pytest.approx(pairs / (2 * len(counts) ** 2 * mean), abs=1e-9)
    assert gini([factor * x for x in reversed(counts)]) == pytest.approx(found)


def test_nothing_used_has_no_inequality():
    assert gini([]) is None
    assert gini([0, 0]) is None


def test_counts_are_not_negative():
    with pytest.raises(ValueError, match="negative"):
        gini([1, -1])
