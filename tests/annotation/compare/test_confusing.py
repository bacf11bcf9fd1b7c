"""Which rules confuse: by how surely, not by the raw share."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clear(item):
    """Forty items without a rule on which anna and gpt agree."""
    return [item(gpt=("positive", ""), anna=("positive", "")) for _ in range(40)]


def keys(told) -> list[str]:
    return [rule["key"] for rule in told["confusing"]["rules"]]


def test_one_odd_item_is_no_worse_than_a_rule_that_misleads_again_and_again(clear, item, three):
    """R1 is disputed on its one item, R2 on eight of ten: 100% against 80%, and R2 comes first all the same."""
    item(gpt=("positive", "R1"), anna=("negative", ""))
    for i in range(10):
        item(gpt=("positive", "R2"), anna=("negative" if i < 8 else "positive", ""))
    told = three()
    assert keys(told) == ["R2", "R1"]
    second, first = told["confusing"]["rules"]
    assert (first["disputed"]["value"], second["disputed"]["value"]) == (1, 0.8)
    assert second["more"]["low"] > 0.2
    assert first["counts"] == {"disputed": 1, "model": 1, "people": 0, "rules": 0}


def test_of_fewer_than_five_items_nothing_is_proposed(clear, item, three):
    item(gpt=("positive", "R1"), anna=("negative", ""))
    for i in range(5):
        item(gpt=("positive", "R2"), anna=("negative" if i < 4 else "positive", ""))
    assert {rule["key"]: rule["is_few"] for rule in three()["confusing"]["rules"]} == {"R1": True, "R2": False}


def test_the_difference_is_newcombes(clear, item, three):
    """8 of 10 against 0 of 40: .8 less 0, the lower limit .8 - sqrt((.8 - .4902)^2 + .0876^2) = .478."""
    for i in range(10):
        item(gpt=("positive", "R2"), anna=("negative" if i < 8 else "positive", ""))
    [rule] = three()["confusing"]["rules"]
    assert (rule["elsewhere"]["value"], rule["elsewhere"]["n"]) == (0, 40)
    assert (rule["more"]["value"], rule["more"]["low"]) == (pytest.approx(0.8), pytest.approx(0.478, abs=1e-3))


def test_different_rules_for_one_item_are_a_dispute_of_both(clear, item, three):
    item(gpt=("positive", "R1"), anna=("positive", "R2"))
    rules = three()["confusing"]["rules"]
    assert {rule["key"]: rule["counts"]["rules"] for rule in rules} == {"R1": 1, "R2": 1}
    assert [rule["disputed"]["value"] for rule in rules] == [1, 1]


def test_people_who_differ_among_themselves_are_counted_without_any_model(item, three, annotator2):
    item(anna=("positive", "R1"), others=[(annotator2, ("negative", "R1"))], student="positive")
    item(anna=("positive", "R1"), others=[(annotator2, ("positive", "R1"))], student="positive")
    [rule] = three("")["confusing"]["rules"]
    assert (rule["counts"]["people"], rule["counts"]["model"], rule["disputed"]["n"]) == (1, 0, 2)
    assert rule["more"]["value"] is None  # nothing else was judged twice


def test_what_one_person_alone_said_disputes_nothing(item, three):
    item(anna=("positive", "R1"), student="negative")
    assert keys(three("")) == []


def test_an_answer_with_the_suggestion_in_sight_is_no_voice_of_its_own(clear, item, three):
    item(gpt=("positive", "R1"), anna=("negative", "R1"), blind=False)
    assert keys(three()) == []


def test_labels_taken_for_each_other_come_with_the_rule_most_named_there(clear, item, three, annotator2):
    for _ in range(3):
        item(gpt=("positive", "R1"), anna=("negative", "R1"))
    item(anna=("negative", "R2"), others=[(annotator2, ("positive", "R2"))])
    [pair] = three()["confusing"]["labels"]
    assert pair["labels"] == ["negative", "positive"]
    assert pair["counts"] == {"both": 4, "model": 3, "people": 1}
    assert (pair["share"]["value"], pair["share"]["n"]) == (4 / 44, 44)
    assert pair["rule"] == {"key": "R1", "n": 3, "is_few": True}  # too few to reword it by


def test_a_lead_is_led_to_the_items_a_lesson_and_the_rule_in_the_editor(clear, item, three, signed_in, lead, viewer):
    for _ in range(5):
        item(gpt=("positive", "R1"), anna=("negative", "R1"))
    item(gpt=("positive", "R2"), anna=("negative", "R2"))
    three()
    address = reverse("annotation:compare", args=["reviews"])
    text = signed_in(lead).get(address).text
    items = "/projects/reviews/compare/items/?codebook=1&amp;question=sentiment&amp;left=gpt&amp;rule=R1"
    assert f'href="{items}"' in text
    assert f'href="{items}#lesson"' in text
    assert re.search(r"/projects/reviews/codebooks/edit/\?cell=[^\"]+#rule-R1", text)
    assert text.count("Too few to change a rule by") == 1
    assert 'id="rule-R1"' in signed_in(lead).get(reverse("generation:codebook-edit", args=["reviews"])).text
    told = signed_in(viewer).get(address).text
    assert f'href="{items}"' in told
    assert "#rule-R1" not in told


def test_an_annotator_sees_the_ranking_and_opens_no_items(clear, item, three, signed_in, annotator):
    item(gpt=("positive", "R1"), anna=("negative", "R1"))
    three()
    text = signed_in(annotator).get(reverse("annotation:compare", args=["reviews"])).text
    assert "Rules that confuse" in text
    assert "compare/items" not in text
