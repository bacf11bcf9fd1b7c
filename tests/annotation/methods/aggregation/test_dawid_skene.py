import numpy as np
import pandas as pd
import pytest

from annotation.methods.aggregation.dawid_skene import (
    ALONE,
    FEW_ANSWERS,
    ONE_LABEL,
    SWITCHED,
    TWO,
    dawid_skene,
    one_coin,
)
from annotation.methods.aggregation.majority import majority
from tests.annotation.methods.aggregation.tables import ANAESTHETISTS, EMPTY, answers_of, crowd


@pytest.fixture(scope="module")
def published():
    return dawid_skene(ANAESTHETISTS, smoothing=0, gain=1e-12, rounds=1000)


def test_it_rebuilds_the_tables_of_the_paper(published):
    assert published.posterior.mean(axis=0) == pytest.approx([0.400, 0.422, 0.112, 0.067], abs=5e-4)
    assert published.log_likelihood == pytest.approx(-192.891, abs=1e-3)
    first = [[0.889, 0.111, 0, 0], [0.071, 0.876, 0.053, 0], [0, 0.339, 0.661, 0], [0, 0, 0.556, 0.444]]
    assert published.confusion[0] == pytest.approx(np.array(first), abs=6e-4)


def test_it_differs_from_the_majority_at_three_patients(published):
    votes = majority(ANAESTHETISTS).answers.votes.argmax(axis=1) + 1
    labels = published.labels()["label"].to_numpy()
    assert {int(i) + 1: int(labels[i]) for i in np.flatnonzero(votes != labels)} == {2: 4, 12: 3, 36: 4}


def test_three_patients_alone_are_in_doubt(published):
    best = published.posterior.max(axis=1)
    assert {int(i) + 1: round(float(best[i]), 3) for i in np.flatnonzero(best < 0.99)} == {
        7: 0.981,
        35: 0.948,
        38: 0.979,
    }


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("dog", 84.3),
        ("face", 64.0),
        ("music", 76.9),
        ("product", 94.0),
        ("relevance", 61.4),
        ("rte", 92.8),
        ("sentiment", 96.0),
    ],
)
def test_it_is_as_right_on_the_crowds_as_was_measured(name, right):
    labels, gold = crowd(name)
    assert 100 * dawid_skene(labels).accuracy(gold) == pytest.approx(right, abs=0.5)


@pytest.mark.parametrize(("name", "right"), [("adult", 76.9), ("facteval", 89.1)])
def test_crowds_on_which_further_rounds_harm_are_as_measured_when_it_ends_early(name, right):
    labels, gold = crowd(name)
    assert 100 * dawid_skene(labels, gain=0.1).accuracy(gold) == pytest.approx(right, abs=0.1)


def test_it_is_one_of_108_birds_better_than_was_measured():
    labels, gold = crowd("bluebird")
    assert round(108 * dawid_skene(labels).accuracy(gold)) == round(108 * 0.889) + 1


def test_a_known_item_stays_and_teaches(published):
    known = dawid_skene(ANAESTHETISTS, smoothing=0, gold={1: 4})
    assert known.posterior[0].tolist() == [0, 0, 0, 1]
    assert known.confusion[0][3, 0] > published.confusion[0][3, 0]


def test_what_is_taken_to_have_been_said_before_keeps_rows_from_extremes():
    plain = dawid_skene(ANAESTHETISTS, smoothing=0)
    careful = dawid_skene(ANAESTHETISTS, smoothing=0, prior=(4, 1))
    assert plain.confusion.min() == 0
    assert careful.confusion.min() > 0.01


def test_one_annotator_alone_gives_the_votes_and_says_so():
    alone = dawid_skene(answers_of(*((i, "a", i % 2) for i in range(30))))
    assert alone.method == "majority"
    assert alone.notes == [ALONE]
    assert dawid_skene(EMPTY).notes == [ALONE]


def test_one_label_gives_the_votes_and_says_so():
    assert dawid_skene(answers_of(*((i, who, 0) for i in range(30) for who in "ab"))).notes == [ONE_LABEL]


def test_few_answers_each_leave_one_number_an_annotator():
    few = dawid_skene(answers_of(*((i, f"{who}{i // 5}", i % 2) for i in range(30) for who in "abc")))
    assert (few.method, few.notes) == ("one_coin", [FEW_ANSWERS])


def test_annotators_who_contradict_each_other_give_the_votes():
    opposed = answers_of(*((i, who, i % 2 if who == "a" else 1 - i % 2) for i in range(40) for who in "ab"))
    found = dawid_skene(opposed, gold={0: 0, 1: 0})  # who is right of two shows where items are known, if at all
    assert (found.method, found.notes) == ("majority", [SWITCHED])


@pytest.mark.parametrize("method", [dawid_skene, one_coin])
def test_of_two_annotators_nobody_is_taken_for_the_truth(method):
    """They agree on 40 of 48 items; the rounds made one of them right always, and the other 40 times."""
    rows = [(i, who, "ab"[i % 2]) for i in range(40) for who in "xy"]
    rows += [row for i in range(40, 48) for row in ((i, "x", "a"), (i, "y", "b"))]
    found = method(answers_of(*rows))
    assert (found.method, found.notes) == ("majority", [TWO])
    assert method(answers_of(*rows), gold={40: "a", 41: "a"}).method != "majority"


def test_nobody_spoke_of_an_item_that_is_as_likely_as_all():
    more = pd.concat([ANAESTHETISTS, answers_of((99, 1, None))])
    found = dawid_skene(more)
    assert found.posterior[-1] == pytest.approx(found.posterior.mean(axis=0), abs=0.01)


def test_one_coin_knows_who_is_better():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 300)
    rows = [
        (i, who, truth[i] if rng.random() < skill else (truth[i] + rng.integers(1, 3)) % 3)
        for i in range(300)
        for who, skill in (("good", 0.9), ("fair", 0.8), ("other", 0.8), ("poor", 0.4))
    ]
    found = one_coin(answers_of(*rows)).annotators().set_index("annotator")["reliability"]
    assert found["good"] > found["fair"] > found["poor"]
    assert found["good"] == pytest.approx(0.9, abs=0.05)


def test_names_and_order_change_nothing():
    shuffled = ANAESTHETISTS.sample(frac=1, random_state=0).assign(annotator=lambda table: -table["annotator"])
    one, other = dawid_skene(ANAESTHETISTS), dawid_skene(shuffled)
    assert one.posterior == pytest.approx(other.posterior, abs=1e-6)
