"""The numbers of the catalogue's bench (curation.md 4.1)."""

import pytest
from sklearn.metrics import roc_auc_score

from annotation.methods.weighting.lesson import Lesson
from annotation.methods.weighting.sungen import unlevelled
from tests.annotation.methods.weighting.bench import CLASSES, digits


@pytest.mark.parametrize(
    ("robust", "auroc", "of_wrong", "of_right"), [(True, 0.991, 0.112, 0.918), (False, 0.992, 0.326, 0.792)]
)
def test_wrong_labels_get_little_weight_and_a_robust_outer_loss_sets_them_apart(robust, auroc, of_wrong, of_right):
    rows, given, _truth, wrong = digits()
    assert wrong.sum() == 269
    weights = unlevelled(Lesson(rows, given, CLASSES), robust=robust)
    assert roc_auc_score(~wrong, weights) == pytest.approx(auroc, abs=0.01)
    assert weights[wrong].mean() == pytest.approx(of_wrong, abs=0.01)
    assert weights[~wrong].mean() == pytest.approx(of_right, abs=0.01)


def test_the_length_of_the_rows_does_not_matter():
    rows, given, _truth, wrong = (part[:500] for part in digits())
    found = [roc_auc_score(~wrong, unlevelled(Lesson(rows * scale, given, CLASSES))) for scale in (1, 0.2)]
    assert min(found) > 0.95
