import numpy as np
import pandas as pd
import pytest

from annotation.methods.selection.margin import is_worth_something, margin_order


def test_the_smallest_margin_comes_first():
    rows = pd.DataFrame([[0.5, 0.3, 0.2], [0.4, 0.35, 0.25], [0.6, 0.39, 0.01]], index=["a", "b", "c"])
    assert margin_order(rows).sort_values(ascending=False).index.tolist() == ["b", "a", "c"]


def test_rows_of_which_nothing_is_known_come_last_at_random():
    rows = pd.DataFrame(np.full((50, 2), np.nan))
    rows.loc[7] = [0.9, 0.1]
    order = margin_order(rows)
    assert order.idxmax() == 7
    assert order.is_unique
    assert order.between(0, 1).all()
    assert margin_order(rows, random_state=1).drop(7).rank().tolist() != order.drop(7).rank().tolist()
    assert margin_order(rows).equals(order)


@pytest.mark.parametrize("columns", [0, 1, 2])
def test_edges_raise_nothing(columns):
    assert margin_order(pd.DataFrame(np.zeros((0, columns)))).empty
    assert len(margin_order(pd.DataFrame(np.full((3, columns), 0.5)))) == 3


@pytest.mark.parametrize(("right", "answers", "worth"), [(190, 199, False), (140, 200, True), (110, 200, False)])
def test_the_student_is_trusted_when_it_surely_beats_the_commonest_label(right, answers, worth):
    assert is_worth_something(right, answers, commonest=0.55) is worth
