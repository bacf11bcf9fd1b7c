"""The report by itself: crowds whose truth is known."""

import random

import numpy as np
import pandas as pd
import pytest

from annotation.aggregation.words import BY, NAMES
from annotation.methods.aggregation.choosing import GOLD, LIKELIHOOD
from annotation.methods.aggregation.dawid_skene import ALONE, TWO
from annotation.methods.aggregation.registry import AGGREGATION
from annotation.methods.aggregation.report import ALIKE, LARGE, NO_OVERLAP, NOBODY, report

TRUTH = ["a", "b"] * 100


def said(**voices) -> pd.DataFrame:
    """Of each voice a list of labels, None where it said nothing."""
    rows = [
        {"item": item, "annotator": name, "label": label}
        for name, labels in voices.items()
        for item, label in enumerate(labels)
        if label is not None
    ]
    return pd.DataFrame(rows, columns=["item", "annotator", "label"])


def noisy(share: float, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [label if chance.random() < share else {"a": "b", "b": "a"}[label] for label in TRUTH]


@pytest.fixture(scope="module")
def crowd() -> dict:
    labels = said(good=noisy(0.95, 1), fair=noisy(0.85, 2), poor=noisy(0.7, 3), lazy=["a"] * 200)
    return report(labels, gold=dict(enumerate(TRUTH)), names=["b", "a"])


def test_the_choice_is_by_the_given_labels_which_no_method_was_told(crowd):
    assert crowd["by"] == "gold"
    values = {row["method"]: row["value"] for row in crowd["methods"]}
    assert set(values) == set(AGGREGATION)
    assert values[crowd["best"]] == max(values.values()) < 1
    for row in crowd["methods"]:
        assert row["low"] < row["value"] < row["high"]
        assert row["n"] == 200


def test_voices_stand_by_name_each_with_its_interval(crowd):
    voices = {voice["name"]: voice for voice in crowd["voices"]}
    assert list(voices) == ["fair", "good", "lazy", "poor"]
    assert voices["good"]["value"] > voices["fair"]["value"] > voices["poor"]["value"]
    assert all(voice["low"] < voice["value"] < voice["high"] for voice in voices.values())
    assert voices["good"]["on_references"]["count"] == sum(
        one == other for one, other in zip(noisy(0.95, 1), TRUTH, strict=True)
    )


def test_who_always_says_the_same_is_told_and_nobody_else(crowd):
    always = {voice["name"]: voice["always"] for voice in crowd["voices"] if voice["always"]}
    assert set(always) == {"lazy"}
    assert always["lazy"]["label"] == "a"
    assert always["lazy"]["own"]["low"] > always["lazy"]["others"]["high"]


def test_where_all_items_are_alike_nobody_is_said_to_say_always_the_same():
    same = ["a"] * 60
    found = report(said(one=same, two=[*same[:59], "b"], three=same), gold={}, names=["a", "b"])
    assert [voice["always"] for voice in found["voices"]] == [None, None, None]


def test_a_table_of_confusion_counts_each_answer_once_in_the_order_of_the_codebook(crowd):
    for voice in crowd["voices"]:
        assert [row["label"] for row in voice["confusion"]] == crowd["labels"] == ["b", "a"]
        assert sum(row["n"] for row in voice["confusion"]) == pytest.approx(voice["n"], abs=0.2)
    lazy = next(voice for voice in crowd["voices"] if voice["name"] == "lazy")
    assert [row["given"][0] for row in lazy["confusion"]] == [0.0, 0.0]


def test_methods_differ_only_where_they_can_have_no_label_in_common(crowd):
    assert crowd["differ_count"] >= len(crowd["differ"])
    for one in crowd["differ"]:
        labels = [set(said["label"].split(" / ")) for said in one["said"]]
        assert any(not left & right for left in labels for right in labels)
        assert sum(vote["n"] for vote in one["votes"]) == 4
    majority = next(row for row in crowd["methods"] if row["method"] == "majority")
    assert majority["differs"] == 0


def test_ties_are_counted_and_are_no_difference():
    found = report(said(one=["a", "b", "a", "b"], two=["b", "a", "a", "b"]), gold={}, names=["a", "b"])
    majority = next(row for row in found["methods"] if row["method"] == "majority")
    assert majority["ties"] == 2


def test_hard_items_have_three_answers_and_are_those_on_which_people_differ():
    voices = {f"p{number}": noisy(0.97, number) for number in range(6)}
    for number, labels in enumerate(voices.values()):
        labels[:5] = ["a" if number % 2 else "b"] * 5
    found = report(said(**voices), gold={}, names=["a", "b"])
    assert {one["item"] for one in found["hardest"][:5]} == set(range(5))
    assert all(sum(vote["n"] for vote in one["votes"]) >= 3 for one in found["hardest"])


def test_with_two_answers_an_item_it_says_why_none_is_the_hardest():
    found = report(said(one=noisy(0.9, 1), two=noisy(0.9, 2)), gold={}, names=["a", "b"])
    assert found["hardest"] == []
    assert "three answers" in found["hard_note"]
    assert found["by"] == "likelihood"


@pytest.mark.parametrize(
    ("voices", "reason"),
    [
        ({}, NOBODY),
        ({"one": ["a", "b"]}, ALONE),
        ({"one": ["a", None], "two": [None, "b"]}, NO_OVERLAP),
    ],
)
def test_where_nothing_can_be_told_it_says_why(voices, reason):
    assert report(said(**voices), gold={}, names=["a", "b"])["reason"] == reason


def test_one_label_alone_makes_nobody_reliable():
    found = report(said(one=["a"] * 30, two=["a"] * 30), gold={}, names=["a", "b"])
    assert found["reason"] == ALIKE
    assert "voices" not in found


def test_where_a_method_stands_for_another_it_has_a_note_and_no_criterion():
    found = report(said(one=noisy(0.9, 1), two=noisy(0.9, 2)), gold={}, names=["a", "b"])
    noted = {row["method"]: row for row in found["methods"] if row["notes"]}
    assert noted["mace"]["notes"] == [TWO]
    assert all(row["criterion"] is None for row in noted.values())


def test_an_item_of_one_answer_makes_nobody_reliable():
    alone = said(one=[*noisy(0.9, 1), *["a"] * 50], two=noisy(0.9, 2))
    found = report(alone, gold={}, names=["a", "b"])
    assert found["single"] == 50
    assert found["items"] == 200
    assert [voice["n"] for voice in found["voices"]] == [200, 200]


def test_the_order_of_the_answers_changes_nothing():
    labels = said(good=noisy(0.95, 1), fair=noisy(0.85, 2), poor=noisy(0.7, 3))
    mixed = labels.sample(frac=1, random_state=5)
    one, other = (report(table, gold={}, names=["a", "b"]) for table in (labels, mixed))
    assert one["best"] == other["best"]
    for left, right in zip(one["voices"], other["voices"], strict=True):
        assert left["name"] == right["name"]
        assert np.isclose(left["value"], right["value"], atol=1e-6)


def test_the_page_names_the_methods_as_they_name_themselves():
    assert {key: method.name for key, method in AGGREGATION.items()} == NAMES
    assert set(BY) == {GOLD, LIKELIHOOD}


def test_on_very_many_answers_the_slowest_method_is_left_out_and_the_report_says_so(monkeypatch):
    labels = said(good=noisy(0.95, 1), fair=noisy(0.85, 2), poor=noisy(0.7, 3))
    monkeypatch.setattr("annotation.methods.aggregation.report.GLAD_ANSWERS", len(labels) - 1)
    found = report(labels, gold={}, names=["a", "b"])
    assert "glad" not in {row["method"] for row in found["methods"]}
    assert found["note"] == found["hard_note"] == LARGE
    assert found["hardest"] == []
