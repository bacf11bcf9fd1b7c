"""The counts of the catalogue on scikit-learn's digits with 269 of 1,797 labels wrong (curation.md 1.2, 1.3, 2.1)."""

from functools import cache

import pytest
from cleanlab.filter import find_label_issues
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from annotation.methods.filters.agreement import agrees
from annotation.methods.filters.confident_learning import mislabelled, pruned
from annotation.methods.filters.learning_dynamics import hard
from generation.methods.students.dynamics import learning_dynamics
from tests.annotation.methods.weighting.bench import digits


@cache
def out_of_fold(inverse_penalty=1.0):
    rows, given, _truth, _wrong = digits()
    model = LogisticRegression(C=inverse_penalty, max_iter=500)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return cross_val_predict(model, rows, given, cv=folds, method="predict_proba")


@pytest.mark.parametrize(
    ("by", "many", "precision", "recall"),
    [
        ("noise_rate", 267, 0.918, 0.911),
        ("both", 255, 0.929, 0.881),
        ("joint", 224, 0.955, 0.796),
        ("class", 285, 0.895, 0.948),
    ],
)
def test_confident_learning_prunes_as_the_catalogue_says(by, many, precision, recall):
    _rows, given, _truth, wrong = digits()
    dropped = mislabelled(out_of_fold(), given, by=by).dropped
    assert dropped.sum() == pytest.approx(many, abs=3)
    assert wrong[dropped].mean() == pytest.approx(precision, abs=0.01)
    assert dropped[wrong].mean() == pytest.approx(recall, abs=0.01)


@pytest.mark.parametrize(
    ("by", "theirs"),
    [
        ("noise_rate", "prune_by_noise_rate"),
        ("both", "both"),
        ("joint", "confident_learning"),
        ("class", "prune_by_class"),
    ],
)
def test_cleanlab_prunes_the_same_rows(by, theirs):
    given = digits()[1]
    found = find_label_issues(given, out_of_fold(), filter_by=theirs, n_jobs=1)
    assert (pruned(out_of_fold(), given, by) != found).sum() <= 5, "counts are rounded to whole rows otherwise"


def test_the_hard_group_is_mostly_wrong_and_has_nearly_all_that_is():
    rows, given, _truth, wrong = digits()
    seen = learning_dynamics(rows, given)
    dropped = hard(seen.confidence, seen.aleatoric, given).dropped
    assert wrong[dropped].mean() > 0.83
    assert dropped[wrong].mean() > 0.9


def test_where_the_student_disagrees_three_in_four_are_wrong_and_nearly_none_escapes():
    given, wrong = digits()[1], digits()[3]
    dropped = agrees(out_of_fold(0.1), given).dropped
    assert dropped.sum() == pytest.approx(357, abs=6)
    assert wrong[dropped].mean() == pytest.approx(0.748, abs=0.01)
    assert dropped[wrong].mean() == pytest.approx(0.993, abs=0.01)
