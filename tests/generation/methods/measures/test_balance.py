import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.balance import balance


def test_it_is_the_normalised_entropy():
    assert balance(["a", "b"] * 5, 2) == pytest.approx(1.0)
    assert balance(["a"] * 3 + ["b"], 2) == pytest.approx(0.811278, abs=1e-6)
    assert balance(["a", "b"], 4) == pytest.approx(math.log(2) / math.log(4))


def test_no_rows_and_a_single_label_are_zero():
    assert balance([], 2) == 0.0
    assert balance(["a"], 1) == 0.0


@given(st.lists(st.sampled_from("abcd"), min_size=1))
def test_it_lies_between_none_and_even_whatever_the_order(labels):
    found = balance(labels, 4)
    assert 0 <= found <= 1 + 1e-9
    assert balance(labels[::-1], 4) == pytest.approx(found)
    assert balance([*"abcd"] * 3, 4) >= found - 1e-9
