import numpy as np
import pytest

from annotation.methods.estimators.cross_fit import cross_fitted


def test_no_answered_row_is_predicted_by_a_model_that_saw_it():
    seen = []

    def learn(rows):
        seen.append(set(rows.tolist()))
        told = np.zeros(20)
        told[rows] = 1.0  # gives away what it learned from
        return told

    predicted = cross_fitted(20, np.arange(10), learn)
    assert predicted[:10].tolist() == [0.0] * 10
    assert len(seen) == 5
    assert {len(rows) for rows in seen} == {8}


def test_the_other_rows_have_the_mean_of_all_models():
    models = iter([1.0, 2.0, 3.0, 4.0, 5.0])
    predicted = cross_fitted(12, np.arange(10), lambda _rows: np.full(12, next(models)))
    assert predicted[10:].tolist() == [3.0, 3.0]


def test_few_answers_have_as_many_folds_and_one_has_none():
    assert len(cross_fitted(5, np.array([1, 3]), lambda _rows: np.zeros(5))) == 5
    with pytest.raises(ValueError, match="two answers"):
        cross_fitted(5, np.array([1]), lambda _rows: np.zeros(5))
