"""Answers that are more than equal or not: numbers, sets of labels, marks."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from annotation.methods.agreement import krippendorff_alpha as alphas
from annotation.methods.agreement.by_kind import NOTHING_TOLD, Question, by_kind, kind_alpha
from annotation.methods.agreement.coefficient import TOO_MANY
from annotation.methods.agreement.distances import jaccard_distance, masi_distance
from annotation.methods.agreement.gwet import gwet_ac1
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.rating import weighted_kappa
from annotation.methods.agreement.span_words import word_alpha


def answers(*pairs) -> pd.DataFrame:
    """What anna and ben said of each item; None where one of them said nothing."""
    rows = [
        (item, who, str(said), said) for item, pair in enumerate(pairs) for who, said in zip("ab", pair, strict=True)
    ]
    return pd.DataFrame([row for row in rows if row[3] is not None], columns=["item", "annotator", "label", "value"])


def span(start, end, label="person"):
    return {"start": start, "end": end, "label": label}


# -- numbers -----------------------------------------------------------------------------------------------------------
NEAR = [(1, 2), (2, 1), (4, 5), (5, 4), (3, 3), (1, 1), (5, 5), (2, 2)]
FAR = [(1, 5), (5, 1), (4, 1), (2, 5), (3, 3), (1, 1), (5, 5), (2, 2)]


def test_four_and_five_are_nearer_than_one_and_five():
    points = Question("rating", points=range(1, 6))
    near, far = by_kind(points, answers(*NEAR)), by_kind(points, answers(*FAR))
    for key in ("alpha_interval", "alpha_ordinal", "kappa_quadratic", "ac2"):
        assert near[key].value > 0.6 > 0.3 > far[key].value
    assert near["kappa_quadratic"].value == pytest.approx(weighted_kappa(NEAR).value)
    assert kind_alpha("rating", answers(*NEAR)) == near["alpha_interval"]


def test_ten_is_a_number_and_comes_after_nine():
    """As words 10 stands before 2, and a rank would be turned round."""
    table = answers((10, 9), (9, 10), (2, 2), (1, 1), (3, 2))
    wanted = krippendorff_alpha(table.assign(label=table["value"].astype(int)), scale="interval").value
    assert kind_alpha("rating", table).value == pytest.approx(wanted)


def test_points_that_nobody_gave_are_points_of_the_scale():
    table = answers((1, 2), (2, 2), (1, 1))
    wide, narrow = (by_kind(Question("rating", points=points), table)["ac2"].value for points in ((1, 2), range(1, 6)))
    assert wide != pytest.approx(narrow)
    numbers = table.assign(label=table["value"].astype(int))
    assert narrow == pytest.approx(gwet_ac1(numbers, weights="quadratic", points=[1, 2, 3, 4, 5]).value)


# -- several labels ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("left", "right", "jaccard", "masi"),
    [
        ("ab", "ab", 0, 0),
        ("ab", "a", 1 / 2, 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 2 / 3, 1 - 1 / 3 * 1 / 3),
        ("ab", "cd", 1, 1),
        ("", "", 0, 0),
        ("", "a", 1, 1),
    ],
)
def test_how_far_two_sets_lie_apart(left, right, jaccard, masi):
    assert jaccard_distance(left, right) == pytest.approx(jaccard)
    assert masi_distance(left, right) == masi_distance(right, left) == pytest.approx(masi)


SETS = [(["a"], ["a", "b"]), (["b"], ["b"]), (["a", "c"], ["c", "a"]), ([], []), (["c"], ["a", "b"]), (["b"], ["c"])]


@pytest.mark.parametrize(("key", "distance"), [("alpha_masi", masi_distance), ("alpha_jaccard", jaccard_distance)])
def test_alpha_of_sets_is_its_definition(key, distance):
    """Mean distance within items beside that of any two answers."""
    given = [frozenset(one) for pair in SETS for one in pair]
    within = np.mean([distance(frozenset(left), frozenset(right)) for left, right in SETS])
    between = np.mean([distance(left, right) for left, right in permutations(given, 2)])
    found = by_kind(Question("multi_label"), answers(*SETS))[key]
    assert found.value == pytest.approx(1 - within / between)
    assert found.items == 6


def test_the_order_in_which_labels_were_chosen_says_nothing():
    found = by_kind(Question("multi_label"), answers((["a", "b"], ["b", "a"]), (["c"], ["c"])))
    assert found["alpha_masi"].value == 1


def test_a_distance_that_is_a_scale_gives_what_the_scale_gives():
    numbers = answers(*NEAR, *FAR).assign(label=lambda table: table["value"].astype(int))
    by_distance = krippendorff_alpha(numbers, distance=lambda left, right: (left - right) ** 2)
    by_scale = krippendorff_alpha(numbers, scale="interval")
    assert by_distance.value == pytest.approx(by_scale.value)
    assert (by_distance.low, by_distance.high) == pytest.approx((by_scale.low, by_scale.high))


def test_too_many_different_sets_are_told(monkeypatch):
    monkeypatch.setattr(alphas, "MOST_DISTANCES", 4)
    found = by_kind(Question("multi_label"), answers(*SETS))["alpha_masi"]
    assert (found.value, found.reason, found.items) == (None, TOO_MANY, 6)


# -- marks -------------------------------------------------------------------------------------------------------------
def test_marks_are_compared_word_by_word():
    """The same as nominal alpha on a table of words."""
    texts = {0: "Anna met Ben there", 1: "nobody came"}
    table = answers(([span(0, 4), span(9, 12)], [span(0, 8)]), ([], []))
    words = [("p", "p"), ("-", "p"), ("p", "-"), ("-", "-"), ("-", "-"), ("-", "-")]
    found = word_alpha(table.assign(label=table["value"]), texts)
    assert found.value == pytest.approx(krippendorff_alpha(answers(*words)).value)
    assert (found.items, found.answers) == (2, 4)


def test_another_label_is_another_mark_and_a_touched_word_is_marked():
    texts = {0: "Anna came", 1: "Ben left"}
    alike = answers(([span(0, 2)], [span(0, 4)]), ([span(0, 3)], [span(0, 3)]))
    other = answers(([span(0, 4)], [span(0, 4, "place")]), ([span(0, 3)], [span(0, 3)]))
    assert word_alpha(alike.assign(label=alike["value"]), texts).value == 1
    assert word_alpha(other.assign(label=other["value"]), texts).value < 1


def test_scripts_without_spaces_are_read_character_by_character():
    table = answers(([span(0, 2)], [span(0, 1)]), ([], []))
    table = table.assign(label=table["value"])
    told = word_alpha(table, {0: "東京都です", 1: "はい"})
    words = answers(("p", "p"), ("p", "-"), *[("-", "-")] * 5)
    assert told.value == pytest.approx(krippendorff_alpha(words).value)


def test_where_nobody_marked_anything_nothing_varies():
    found = by_kind(Question("spans", texts={0: "one two"}), answers(([], [])))
    assert (found["alpha_words"].value, found["alpha_words"].reason) == (None, "no variation")
    assert (found["exact_f1"].value, found["exact_f1"].reason) == (None, NOTHING_TOLD)


# -- all ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "pairs"),
    [
        ("rating", NEAR),
        ("multi_label", SETS),
        ("spans", [([span(0, 4)], [span(0, 4)]), ([span(0, 3)], [span(4, 8)]), ([], [])]),
        ("ranking", [([["a"], ["b"]], [["a"], ["b"]]), ([["a"], ["b"]], [["b"], ["a"]])]),
        ("text", [("one", "one"), ("one", "two")]),
    ],
)
def test_who_is_called_what_and_which_item_comes_first_change_nothing(kind, pairs):
    question = Question(kind, points=range(1, 6), texts=dict.fromkeys(range(len(pairs)), "Anna came here"))
    as_given = by_kind(question, answers(*pairs))
    turned = by_kind(question, answers(*[pair[::-1] for pair in pairs][::-1]))
    assert as_given
    for key, found in as_given.items():
        assert found.value is not None
        assert found.value == pytest.approx(turned[key].value)


def test_a_label_is_equal_or_not():
    assert by_kind(Question("label"), answers(("a", "b"))) == {}


def test_answers_of_one_person_alone_tell_nothing():
    for kind, said in (("rating", 3), ("multi_label", ["a"]), ("spans", []), ("text", "one"), ("ranking", [["a"]])):
        found = by_kind(Question(kind, points=range(1, 6), texts={0: "one"}), answers((said, None)))
        assert all(one.value is None and one.reason for one in found.values())
