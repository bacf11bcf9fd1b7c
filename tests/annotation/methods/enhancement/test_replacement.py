import numpy as np
import pytest

from annotation.methods.enhancement.material import UNJUDGED
from annotation.methods.enhancement.replacement import NOT_SURE, replacement, replacement_matrix
from tests.annotation.methods.enhancement.digits import accuracy, confusion, with_answers


def test_twenty_of_a_hundred_replaced():
    (row,) = replacement_matrix(["a"] * 100, ["b"] * 20 + ["a"] * 80)
    assert row["to"] == {"a": 80, "b": 20}
    assert row["value"] == 0.2
    assert (row["low"], row["high"]) == pytest.approx((0.133, 0.289), abs=5e-4)


@pytest.fixture(scope="module")
def reviewed():
    material, truth = confusion()
    return with_answers(material, truth, 600), truth


def test_labels_are_replaced_where_a_student_of_the_reviewed_rows_is_sure(reviewed):
    material, truth = reviewed
    found = replacement(material, sure=0.6)
    assert accuracy(material, found.proposals, truth) > (material.given == truth).mean() + 0.02
    assert found.proposals["probability"].min() >= 0.6
    assert not set(found.proposals["sample"]) & set(np.flatnonzero(material.pinned))


def test_its_matrix_says_from_what_to_what(reviewed):
    material, _truth = reviewed
    found = replacement(material, sure=0.6)
    assert sum(row["replaced"] for row in found.report["matrix"]) == len(found.proposals)
    assert sum(row["n"] for row in found.report["matrix"]) == (~material.pinned).sum()


def test_a_student_that_is_too_seldom_right_replaces_nothing(reviewed):
    material, _truth = reviewed
    found = replacement(material, sure=0.2, target=1.0)
    assert (found.notes, len(found.proposals)) == ([NOT_SURE], 0)
    assert found.report["precision"]["value"] < 1


def test_too_few_answers_replace_nothing():
    material, truth = confusion()
    assert replacement(with_answers(material, truth, 19)).notes == [UNJUDGED]


def test_a_threshold_outside_is_refused(reviewed):
    with pytest.raises(ValueError, match="between 0 and 1"):
        replacement(reviewed[0], sure=1.5)
