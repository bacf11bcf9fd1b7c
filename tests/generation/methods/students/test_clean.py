"""Which labels count as clean."""

import numpy as np

from generation.methods.students.clean import clean_rows
from generation.methods.students.lessons import View

NAMES = ["Sports", "World"]


def test_a_label_with_a_small_loss_is_not_clean_where_the_student_says_another():
    said = [0.9] * 40 + [0.001] * 20 + [0.45]  # the student's chance of the label that each row has
    view = View(NAMES, np.array([[chance, 1 - chance] for chance in said]))
    clean = clean_rows(view, ["Sports"] * len(said))
    assert clean[:40].all()
    assert not clean[40:].any()


def test_a_row_of_which_the_student_says_nothing_is_not_clean():
    said = [[0.9, 0.1]] * 4 + [[0.1, 0.9]] * 2 + [[np.nan, np.nan]]
    assert not clean_rows(View(NAMES, np.array(said)), ["Sports"] * 7)[-1]
