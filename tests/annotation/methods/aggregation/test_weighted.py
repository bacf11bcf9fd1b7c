import pytest

from annotation.methods.aggregation.answers import read_answers
from annotation.methods.aggregation.weighted import WEIGHTLESS, pairwise_agreement, weighted
from tests.annotation.methods.aggregation.tables import answers_of, three_workers_and_one_who_always_says_the_same

THREE = answers_of(("x", "a", 0), ("x", "b", 1), ("x", "c", 1))


def test_given_weights_decide():
    assert weighted(THREE, weights={"a": 3, "b": 1, "c": 1}).labels().loc[0].tolist() == ["x", 0, 0.6]
    assert weighted(THREE, weights={"a": 1, "b": 1, "c": 1}).labels().loc[0, "label"] == 1


def test_a_missing_weight_is_none_and_a_negative_one_is_refused():
    assert weighted(THREE, weights={"a": 1}).labels().loc[0, "label"] == 0
    with pytest.raises(ValueError, match="at least 0"):
        weighted(THREE, weights={"a": -1})


def test_who_agrees_with_the_others_counts_more():
    labels, gold = three_workers_and_one_who_always_says_the_same()
    found = weighted(labels)
    reliability = found.annotators().set_index("annotator")["reliability"]
    assert reliability["constant"] < reliability[["a", "b", "c"]].min()
    assert found.accuracy(gold) > 0.9


def test_pairwise_agreement_is_with_each_other_answer():
    assert pairwise_agreement(read_answers(THREE)).tolist() == [0, 0.5, 0.5]


def test_nobody_of_weight_leaves_the_votes():
    assert weighted(answers_of(("x", "a", 0), ("x", "b", 1), ("y", "a", 1), ("y", "b", 0))).notes == [WEIGHTLESS]
