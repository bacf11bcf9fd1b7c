import pytest

from generation.methods.measures.entropy import entropy


def test_a_fair_coin_is_one_bit():
    assert entropy([7, 7]) == pytest.approx(1)
    assert entropy([1, 1, 2]) == pytest.approx(1.5)


@pytest.mark.parametrize("counts", [[], [0, 0], [5], [5, 0]])
def test_nothing_to_choose_from_is_zero(counts):
    assert entropy(counts) == 0
