import numpy as np
import pandas as pd
import pytest

from annotation.methods.selection.coverage import COMPARED, covering_order

UNKNOWN = pd.DataFrame(np.full((150, 2), np.nan))
NOBODY = np.zeros((0, 20))


def blobs(*sizes: int) -> np.ndarray:
    """Rows of unit length around as many directions that have nothing in common."""
    rng = np.random.default_rng(0)
    centres = np.repeat(np.eye(20)[: len(sizes)], sizes, axis=0)
    rows = centres + rng.normal(0, 0.05, centres.shape)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def first(order: pd.Series, count: int) -> np.ndarray:
    return order.sort_values(ascending=False).index[:count].to_numpy()


def test_before_any_answer_one_row_of_each_kind_comes_first():
    assert sorted(first(covering_order(UNKNOWN, blobs(50, 50, 50), NOBODY), 3) // 50) == [0, 1, 2]


def test_a_row_comes_first_that_stands_for_many():
    order = covering_order(UNKNOWN, blobs(10, 100, 40), NOBODY)
    assert 10 <= first(order, 1)[0] < 110


def test_what_was_heard_needs_not_be_asked_again():
    view = blobs(50, 50, 50)
    assert sorted(first(covering_order(UNKNOWN, view, view[[0]]), 2) // 50) == [1, 2]


def test_what_the_student_wavers_on_counts_most():
    sure, wavering = [0.95, 0.05], [0.5, 0.5]
    probabilities = pd.DataFrame([sure] * 75 + [wavering] * 75)
    assert (first(covering_order(probabilities, blobs(75, 75), NOBODY), 20) >= 75).sum() > 15


def test_of_rows_that_say_the_same_the_second_comes_late():
    view = np.repeat(blobs(25, 25, 25), 2, axis=0)
    ahead = first(covering_order(UNKNOWN, view, NOBODY), 40) // 2
    assert len(set(ahead)) == 40


def test_after_two_hundred_rows_the_smallest_margin_comes_first():
    chances = np.random.default_rng(0).uniform(0.5, 1, 1000)
    order = covering_order(pd.DataFrame({0: chances, 1: 1 - chances}), blobs(500, 500), NOBODY)
    later = order.sort_values(ascending=False).index[200:]
    assert (np.diff(chances[later]) >= 0).all()


def test_priorities_are_ranks_and_the_same_each_time():
    order = covering_order(UNKNOWN, blobs(50, 50, 50), NOBODY)
    assert order.is_unique
    assert order.between(0, 1).all()
    assert covering_order(UNKNOWN, blobs(50, 50, 50), NOBODY).equals(order)


def test_of_many_rows_some_are_compared():
    rows = COMPARED + 1000
    order = covering_order(pd.DataFrame(np.full((rows, 2), 0.5)), blobs(rows // 2, rows // 2), blobs(rows))
    assert order.is_unique
    assert first(order, 1)[0] >= rows // 2, "of the first half rows were heard"


@pytest.mark.parametrize("columns", [0, 1, 2])
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_edges_raise_nothing(rows, columns):
    probabilities = pd.DataFrame(np.full((rows, columns), 0.5))
    assert len(covering_order(probabilities, np.zeros((rows, 4)), np.zeros((2, 4)))) == rows
