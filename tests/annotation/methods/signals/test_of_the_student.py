"""What the student's probabilities say: margin, entropy, and the issues that confident learning finds."""

import numpy as np
import pytest
from cleanlab.count import compute_confident_joint
from cleanlab.filter import find_label_issues
from sklearn.metrics import roc_auc_score

from annotation.methods.signals.confident_learning import (
    confident_joint,
    confident_learning,
    pruned_by_noise_rate,
    whole_counts,
)
from annotation.methods.signals.neighbours import neighbours
from annotation.methods.signals.self_confidence import self_confidence
from annotation.methods.signals.student_disagreement import student_disagreement
from annotation.methods.signals.student_entropy import entropy, student_entropy
from annotation.methods.signals.student_margin import student_margin
from generation.methods.students.neighbours import Neighbours
from tests.annotation.methods.signals.digits import bench, out_of_fold
from tests.annotation.methods.signals.making import evidence, values_of

TOY = np.array([(0.5, 0.3, 0.2), (0.4, 0.35, 0.25), (0.6, 0.39, 0.01)])


def test_the_toy_has_its_margins_and_entropies():
    toy = evidence(given=[0, 0, 0], classes="abc", student=TOY)
    assert [1 - 2 * value for value in values_of(student_margin(toy))] == pytest.approx([0.20, 0.05, 0.21])
    assert entropy(TOY) == pytest.approx([1.02965, 1.08053, 0.71977], abs=1e-5)
    assert values_of(student_entropy(toy)) == pytest.approx(entropy(TOY) / np.log(3))


def test_margin_and_entropy_may_disagree():
    two = evidence(given=[0, 0], classes="abc", student=[(0.5, 0.5, 0), (0.4, 0.3, 0.3)])
    assert student_margin(two).values.idxmax() == 10
    assert student_entropy(two).values.idxmax() == 11


def test_another_label_that_is_preferred_is_named():
    said = student_margin(evidence(given=[0, 1], student=[(0.2, 0.8), (0.2, 0.8)]))
    assert values_of(said) == pytest.approx([0.8, 0.2])
    assert list(said.details["label"]) == ["b", "a"]
    assert list(student_disagreement(evidence(given=[0, 1], student=[(0.2, 0.8)] * 2)).details["label"]) == ["b", None]


def test_the_entropy_needs_no_label_and_the_others_do():
    bare = evidence(given=[-1], student=[(0.5, 0.5)])
    assert values_of(student_entropy(bare)) == [1]
    assert np.isnan([*values_of(student_margin(bare)), *values_of(confident_learning(bare))]).all()


def test_doubt_and_margin_find_the_flipped_digits():
    _rows, _truth, given, flipped = bench()
    assert flipped.sum() == 269
    digits = evidence(given=given, classes=range(10), student=out_of_fold())
    assert roc_auc_score(flipped, self_confidence(digits).values) == pytest.approx(0.995, abs=0.01)
    assert roc_auc_score(flipped, student_margin(digits).values) == pytest.approx(0.996, abs=0.01)


def test_the_toy_of_confident_learning():
    given = np.array([0] * 4 + [1] * 4)
    second = np.array([0.1, 0.2, 0.3, 0.9, 0.8, 0.7, 0.9, 0.05])
    joint = confident_joint(np.column_stack([1 - second, second]), given)
    assert joint.thresholds == pytest.approx([0.625, 0.6125])
    assert joint.raw.tolist() == joint.calibrated.tolist() == [[3, 1], [1, 3]]


def test_it_flags_the_digits_that_cleanlab_flags():
    _rows, _truth, given, flipped = bench()
    issues = pruned_by_noise_rate(out_of_fold(), given)
    assert (int(issues.sum()), flipped[issues].mean()) == (pytest.approx(267, abs=2), pytest.approx(0.918, abs=0.01))
    assert flipped[issues].sum() / flipped.sum() == pytest.approx(0.911, abs=0.01)
    theirs = find_label_issues(given, out_of_fold(), filter_by="prune_by_noise_rate", n_jobs=1)
    assert (issues & theirs).sum() / (issues | theirs).sum() > 0.97  # it rounds a pair's count by another rule


def test_its_joint_is_that_of_cleanlab():
    _rows, _truth, given, _flipped = bench()
    ours = whole_counts(confident_joint(out_of_fold(), given).calibrated)
    assert np.abs(ours - compute_confident_joint(given, out_of_fold())).max() <= 1


def test_only_issues_have_a_value_and_a_label_that_is_likelier():
    _rows, _truth, given, _flipped = bench()
    said = confident_learning(evidence(given=given, classes=range(10), student=out_of_fold()))
    assert (said.values > 0).sum() == pruned_by_noise_rate(out_of_fold(), given).sum()
    assert said.values[said.values > 0].min() > 0.5
    assert [label is not None for label in said.details["label"]] == (said.values > 0).tolist()


def test_the_nearest_texts_are_counted():
    near = Neighbours(np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [-1, -1, -1]]), np.ones((4, 3)))
    shares = [(1 / 3, 2 / 3), (2 / 3, 1 / 3), (2 / 3, 1 / 3), (np.nan, np.nan)]
    said = neighbours(evidence(given=[0, 0, 1, 1], neighbours=shares, near=near, known=np.array([0, 0, 1, 1])))
    assert (said.details["n"][0], said.details["of"][0], said.details["label"][0]) == (2, 3, "b")
    assert np.isnan(said.values.iloc[3])
