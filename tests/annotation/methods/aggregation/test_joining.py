"""Answers that become one label where a method is sure of it: what is joined, what is not, and why nothing is."""

import numpy as np
import pandas as pd
import pytest

from annotation.methods.aggregation.dawid_skene import ALONE, ONE_LABEL, SWITCHED, TWO
from annotation.methods.aggregation.glad import TOO_FEW
from annotation.methods.aggregation.joining import TOO_MANY, join
from annotation.methods.aggregation.registry import AGGREGATION
from annotation.methods.aggregation.report import NO_OVERLAP, NOBODY
from annotation.methods.aggregation.weighted import WEIGHTLESS

METHODS = [name for name in AGGREGATION if name != "majority"]


def table(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "annotator", "label"])


@pytest.fixture(scope="module")
def crowd() -> tuple[pd.DataFrame, dict]:
    """300 items of two labels; three people right with .95, .85 and .7, one who always says a."""
    rng, rows = np.random.default_rng(3), []
    truth = {item: "ab"[item % 2] for item in range(300)}
    for item, right in truth.items():
        wrong = "ba"["ab".index(right)]
        for name, skill in (("good", 0.95), ("fair", 0.85), ("poor", 0.7)):
            rows.append((item, name, right if rng.random() < skill else wrong))
        rows.append((item, "always a", "a"))
    return table(*rows), truth


@pytest.mark.parametrize("method", METHODS)
def test_what_it_is_sure_of_is_more_often_right_than_the_rest(crowd, method):
    labels, truth = crowd
    found = join(labels, method=method, wanted=0.9 if method != "weighted" else 0.75)
    assert found.reason == ""
    likeliest = join(labels, method=method, wanted=1e-9).table
    right = (likeliest["label"] == likeliest["item"].map(truth)).to_numpy()
    sure = found.table["sure"].to_numpy()
    assert 0 < sure.sum() < len(sure) or method == "dawid_skene"
    assert right[sure].mean() > 0.93
    assert right[sure].mean() >= right[~sure].mean() if (~sure).any() else True


@pytest.mark.parametrize("method", METHODS)
def test_names_of_people_and_order_change_nothing(crowd, method):
    labels, _truth = crowd
    other = labels.assign(annotator="z" + labels["annotator"].str[::-1]).sample(frac=1, random_state=1)
    one, two = (join(each, method=method, wanted=0.9).table for each in (labels, other))
    assert one["item"].tolist() == two["item"].tolist()
    same = one["label"].to_numpy() == two["label"].to_numpy()
    assert same.mean() > (0.97 if method == "mace" else 0.999), "mace starts at random"


@pytest.mark.parametrize("method", ["weighted", "one_coin", "dawid_skene"])
def test_an_item_on_which_all_agree_takes_confidence_from_no_other(crowd, method):
    labels, _truth = crowd
    more = pd.concat([labels, table(*((1000, name, "b") for name in ("good", "fair", "poor")))], ignore_index=True)
    before = join(labels, method=method, wanted=0.9).table.set_index("item")
    after = join(more, method=method, wanted=0.9).table.set_index("item")
    assert after.loc[1000, "label"] == "b"
    assert after.loc[1000, "sure"]
    assert (after.loc[before.index, "label"] == before["label"]).all()
    assert np.abs(after.loc[before.index, "confidence"] - before["confidence"]).max() < 0.02


def test_one_label_is_no_matter_of_joining(crowd):
    labels = crowd[0].assign(label="a")
    assert {join(labels, method=name, wanted=0.9).reason for name in METHODS if name != "weighted"} == {ONE_LABEL}


@pytest.mark.parametrize("method", METHODS)
def test_who_always_says_a_decides_nothing_alone(crowd, method):
    """Beside one good person the label of who always says a is no surer than before."""
    labels, _truth = crowd
    more = pd.concat([labels, table((2000, "good", "b"), (2000, "always a", "a"))], ignore_index=True)
    found = join(more, method=method, wanted=0.9).table.set_index("item")
    assert found.loc[2000, "label"] != "a"


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (table(), NOBODY),
        (table((1, "ann", None), (2, "ben", None)), NOBODY),
        (table((1, "ann", "a"), (2, "ann", "b")), ALONE),
        (table((1, "ann", "a"), (2, "ben", "b")), NO_OVERLAP),
        (table((1, "ann", "a"), (1, "ben", "a")), ONE_LABEL),
    ],
    ids=["nobody", "missing answers", "one annotator", "no overlap", "one label"],
)
def test_where_nothing_can_be_told_it_says_why(labels, reason):
    found = join(labels, method="dawid_skene", wanted=0.9)
    assert found.reason == reason
    assert found.table.empty


def test_people_who_contradict_each_other_are_not_joined():
    labels = table(*((item, name, "ab"[(item + turn) % 2]) for item in range(40) for turn, name in enumerate("xy")))
    assert join(labels, method="dawid_skene", wanted=0.9).reason == TWO
    assert join(labels, method="dawid_skene", wanted=0.9, gold={0: "a", 1: "a"}).reason == SWITCHED
    assert join(labels, method="weighted", wanted=0.9).reason == WEIGHTLESS


def test_a_tie_that_nothing_breaks_is_no_label():
    labels = table(*((i, n, "ab"[i % 2]) for i in range(40) for n in "xyz"), (99, "x", "a"), (99, "y", "b"))
    for method in ("weighted", "one_coin"):
        one = join(labels, method=method, wanted=0.5).table.set_index("item").loc[99]
        assert (one["label"], one["sure"]) == (None, False), method


def test_a_label_that_no_person_gave_never_holds(crowd):
    """Three models agree on an item against two people: the models' label is likelier, and it is no label."""
    labels, truth = crowd
    names = {"good", "fair", "poor", "always a"}
    models = [(item, f"model: {n}", right) for item, right in truth.items() for n in range(3)]
    models += [(500, f"model: {n}", "b") for n in range(3)]
    people = [(500, "poor", "a"), (500, "always a", "a")]
    both = pd.concat([labels, table(*models, *people)], ignore_index=True)
    one = join(both, method="one_coin", wanted=0.9, people=names).table.set_index("item").loc[500]
    assert (one["label"], one["sure"], one["people"]) == (None, False, 2)


def test_one_person_beside_models_is_not_joined(crowd):
    labels, _truth = crowd
    more = pd.concat([labels, table((700, "good", "a"), (700, "model: x", "a"))], ignore_index=True)
    found = join(more, method="one_coin", wanted=0.9, people={"good", "fair", "poor", "always a"}).table
    assert 700 not in set(found["item"])


@pytest.mark.parametrize("method", ["weighted", "one_coin", "dawid_skene"])
def test_items_that_one_person_answered_make_nobody_reliable(method):
    """Who answered 300 further items alone is not believed against the other for that."""
    rows = [(i, n, "ab"[i % 2]) for i in range(40) for n in ("busy", "calm", "third")]
    rows += [row for i in range(100, 110) for row in ((i, "busy", "ab"[i % 2]), (i, "calm", "ba"[i % 2]))]
    alone = [(i, "busy", "ab"[i % 2]) for i in range(1000, 1300)]
    without, beside = (
        join(table(*each), method=method, wanted=0.8).table.set_index("item") for each in (rows, rows + alone)
    )
    assert not beside.loc[100:109, "sure"].any()
    assert beside.equals(without)


def test_known_items_teach_who_is_reliable():
    """Two who err together outvote the one who is right, until known items tell who that is."""
    rng, rows = np.random.default_rng(1), []
    truth = {item: "ab"[item % 2] for item in range(100)}
    for item, right in truth.items():
        erring = right if rng.random() < 0.4 else "ba"["ab".index(right)]
        rows += [(item, "right", right), (item, "one", erring), (item, "two", erring)]
    share = {}
    for gold in (None, {item: truth[item] for item in range(60)}):
        found = join(table(*rows), method="one_coin", wanted=0.5, gold=gold).table
        rest = found[found["item"] >= 60]
        share[bool(gold)] = (rest["label"] == rest["item"].map(truth)).mean()
    assert share[False] < 0.6
    assert share[True] == 1


def test_glad_says_where_it_does_not_fit(crowd, monkeypatch):
    two = crowd[0][crowd[0]["annotator"].isin(["good", "fair"])]
    assert join(two, method="glad", wanted=0.9).reason == TOO_FEW
    monkeypatch.setattr("annotation.methods.aggregation.joining.GLAD_ANSWERS", 100)
    assert join(crowd[0], method="glad", wanted=0.9).reason == TOO_MANY


def test_an_unknown_method_is_refused(crowd):
    with pytest.raises(ValueError, match="method must be one of"):
        join(crowd[0], method="vote", wanted=0.9)
