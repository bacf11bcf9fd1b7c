"""A map's rows as bytes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotation.methods.map.parts import FULL, NOTHING, numbers, packed, shares


def test_the_bytes_of_two_rows_by_hand():
    data = packed(np.array([1, 258]), np.array([[0.0, 1.0], [0.5, 0.25]]), [np.array([7, 255]), np.array([0, 1])])
    assert len(data) == 2 * (8 + 4 + 2)
    assert np.frombuffer(data[:16], "<f8").tolist() == [1.0, 258.0]
    assert np.frombuffer(data[16:24], "<u2").tolist() == [0, 65535, 32768, 16384]
    assert list(data[24:]) == [7, 255, 0, 1]


@given(st.lists(st.integers(1, 2**53 - 1), min_size=1, max_size=5))
def test_ids_come_back_exactly(ids):
    data = packed(np.array(ids), np.zeros((len(ids), 2)), [])
    assert [int(one) for one in np.frombuffer(data[: 8 * len(ids)], "<f8")] == ids


def test_shares_span_the_bytes_and_what_is_not_known_is_none_of_them():
    assert shares(np.array([0.0, 0.5, 1.0, np.nan, 1.2])).tolist() == [0, FULL // 2, FULL, NOTHING, FULL]


def test_names_beyond_the_last_number_are_nothing():
    many = [str(n) for n in range(300)]
    assert numbers(["0", "254", "255", "x"], many).tolist() == [0, 254, NOTHING, NOTHING]
