import numpy as np
import pytest

from annotation.methods.aggregation.answers import read_answers
from annotation.methods.aggregation.dawid_skene import ALONE
from annotation.methods.aggregation.glad import TOO_FEW, _expect, _Traits, glad
from tests.annotation.methods.aggregation.tables import answers_of, crowd


def items_of_two_kinds() -> tuple:
    """100 items on which all are right, 50 on which each guesses; five good annotators."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 150)
    rows = [
        (i, who, truth[i] if i < 100 or rng.random() < 0.5 else 1 - truth[i]) for i in range(150) for who in "abcde"
    ]
    return answers_of(*rows), truth


def test_an_answer_is_right_by_ability_times_ease():
    answers = read_answers(answers_of(("x", "a", 0), ("y", "a", 1)))
    posterior, _likelihood = _expect(answers, _Traits(np.ones(1), np.zeros(2)), np.array([0.5, 0.5]))
    assert posterior[0, 0] == pytest.approx(0.7311, abs=1e-4)


def test_ability_and_ease_have_one_scale_together():
    answers = read_answers(answers_of(*((i, who, (i + (who == "c")) % 2) for i in range(9) for who in "abc")))
    rng = np.random.default_rng(0)
    ability, ease, prior = rng.uniform(0.5, 2, 3), rng.normal(0, 1, 9), np.array([0.5, 0.5])
    one, _likelihood = _expect(answers, _Traits(ability, ease), prior)
    other, _likelihood = _expect(answers, _Traits(2 * ability, ease - np.log(2)), prior)
    assert one == pytest.approx(other)


def test_hard_items_come_out_hard():
    labels, _truth = items_of_two_kinds()
    found = glad(labels)
    assert found.hardness.mean() == pytest.approx(0, abs=1e-9)
    assert found.hardness[:100].mean() < found.hardness[100:].mean() - 0.2


def test_too_few_answers_an_item_give_the_votes():
    assert glad(answers_of(*((i, who, i % 2) for i in range(30) for who in "ab"))).notes == [TOO_FEW]
    assert glad(answers_of((1, "a", 0))).notes == [ALONE]


def test_every_label_is_as_likely_beforehand_however_often_it_is_said():
    rows = [(i, who, 0) for i in range(90) for who in "abcd"]
    rows += [(90, who, said) for who, said in zip("abcd", (0, 0, 1, 1), strict=True)]
    found = glad(answers_of(*rows))
    assert found.posterior[90] == pytest.approx([0.5, 0.5], abs=0.01)


@pytest.mark.parametrize(
    ("name", "least"), [("rte", 92.0), ("music", 78.5), ("dog", 82.5), ("adult", 75.8), ("product", 92.5)]
)
def test_it_is_no_worse_than_the_majority_on_crowds(name, least):
    labels, gold = crowd(name)
    assert 100 * glad(labels).accuracy(gold) > least
