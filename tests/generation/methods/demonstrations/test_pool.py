"""Nothing that is chosen may depend on the order in which the rows came."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from generation.methods.demonstrations.pool import Pool


def test_rows_stand_in_the_order_of_their_ids_whatever_order_they_came_in():
    pool = Pool(["c", "a", "b"], labels=["z", "x", "y"], vectors=csr_matrix(np.eye(3)), uses=[3, 1, 2])
    assert pool.ids == ("a", "b", "c")
    assert pool.labels == ("x", "y", "z")
    assert pool.uses == (1, 2, 3)
    assert pool.vectors.toarray().argmax(axis=1).tolist() == [1, 2, 0]


def test_ids_that_are_numbers_stand_in_their_order_and_keys_go_before_them():
    assert Pool(["10", "9", "101"]).ids == ("9", "10", "101")
    pool = Pool(["10", "9", "101"], labels=["x", "y", "z"], keys=["b", "c", "a"])
    assert (pool.ids, pool.labels, pool.keys) == (("101", "10", "9"), ("z", "x", "y"), ("a", "b", "c"))


def test_what_nobody_said_is_no_label_no_use_and_not_by_a_machine():
    pool = Pool(["a", "b"])
    assert pool.labels == ("", "")
    assert not any(pool.uses)
    assert not any(pool.machine)
    assert pool.vectors is None


def test_a_part_keeps_every_column():
    part = Pool(["a", "b", "c"], labels=["x", "", "z"], tokens=[5, 6, 7]).take([2, 0])
    assert (part.ids, part.labels, part.tokens) == (("a", "c"), ("x", "z"), (5, 7))


def test_columns_of_another_length_and_repeated_ids_are_refused():
    with pytest.raises(ValueError, match="labels has 1 rows, the pool 2"):
        Pool(["a", "b"], labels=["x"])
    with pytest.raises(ValueError, match="repeat"):
        Pool(["a", "a"])
