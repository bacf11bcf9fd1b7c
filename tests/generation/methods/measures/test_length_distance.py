import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.length_distance import length_distance

LENGTHS = st.lists(st.integers(0, 9), min_size=1, max_size=12)


def texts(*lengths: int) -> list[str]:
    return ["word " * length for length in lengths]


def test_the_largest_gap_between_the_two_shares():
    assert length_distance(texts(1, 2, 3, 4), texts(3, 4, 5, 6)) == pytest.approx(1 / 2)
    assert length_distance(texts(1, 2), texts(5, 9)) == 1


@given(LENGTHS, LENGTHS)
def test_it_is_the_definition_and_the_same_from_both_sides(left, right):
    found = length_distance(texts(*left), texts(*right))

    def share(side, n):
        return sum(length <= n for length in side) / len(side)

    assert found == pytest.approx(max(abs(share(left, n) - share(right, n)) for n in range(10)))
    assert found == pytest.approx(length_distance(texts(*right), texts(*left)))


def test_an_empty_side_cannot_be_compared():
    assert length_distance([], texts(1)) is None
