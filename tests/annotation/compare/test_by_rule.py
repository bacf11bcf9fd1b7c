"""All three parties, rule by rule and label by label."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Annotation
from generation.children import carry_out_open_jobs
from generation.methods.estimates import wilson

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def said(item):
    """Eight items; R1 is named of five that anna answered (by her, by gpt, or by both), R2 of one more.

    Anna and gpt agree on two of the five, she and the student on four, gpt and the student on one.
    """
    item(gpt=("positive", "R1"), anna=("negative", ""), student="negative")
    item(gpt=("positive", ""), anna=("negative", "R1"), student="negative")
    item(gpt=("positive", "R1"), anna=("negative", "R1"), student="negative")
    item(gpt=("positive", "R1"), anna=("positive", "R1"), student="positive")
    item(gpt=("negative", ""), anna=("negative", "R1"), student="positive")
    item(gpt=("negative", "R2"), anna=("negative", ""), student="negative")
    item(gpt=("positive", ""), anna=("positive", ""), student="positive")
    item(gpt=("negative", "R1"), student="negative")  # people have not answered it


def pairs(row) -> dict:
    return {(pair["left"], pair["right"]): pair for pair in row["pairs"]}


def test_a_rule_has_the_share_of_equal_labels_of_each_two_parties(said, three):
    first, second = three()["rules"]
    found = pairs(first)
    assert (first["key"], first["items"]) == ("R1", 5)
    assert (found["gpt", "human"]["blind"]["value"], found["gpt", "human"]["blind"]["n"]) == (2 / 5, 5)
    assert (found["student", "human"]["blind"]["value"], found["student", "human"]["blind"]["n"]) == (4 / 5, 5)
    assert (second["key"], second["items"], pairs(second)["gpt", "human"]["blind"]["value"]) == ("R2", 1, 1)


def test_wilson_says_how_sure_each_is(said, three):
    share = pairs(three()["rules"][0])["gpt", "human"]["blind"]
    assert (share["low"], share["high"]) == (pytest.approx(0.1176, abs=1e-4), pytest.approx(0.7693, abs=1e-4))


def test_model_and_student_are_held_against_each_other_on_all_rows_where_a_rule_was_named(said, three):
    """The row that no person answered counts there; one whose rule a person alone named does as well."""
    assert pairs(three()["rules"][0])["gpt", "student"]["all"] == wilson(2, 6).as_json()


def test_answers_with_a_suggestion_in_sight_say_nothing_of_how_well_two_agree(said, item, three):
    for _ in range(4):
        item(gpt=("positive", "R1"), anna=("positive", "R1"), student="positive", blind=False)
    found = pairs(three()["rules"][0])["gpt", "human"]
    assert (found["blind"]["value"], found["blind"]["n"]) == (2 / 5, 5)
    assert (found["answered"]["value"], found["answered"]["n"]) == (6 / 9, 9)


def test_who_answers_second_names_a_rule_of_the_item_too(item, three, annotator2):
    item(gpt=("positive", ""), anna=("positive", "R1"), others=[(annotator2, ("positive", "R2"))])
    assert [rule["items"] for rule in three()["rules"]] == [1, 1]


def test_an_answer_that_was_taken_back_names_nothing(said, three):
    Annotation.objects.update(undone_at="2026-01-01T00:00Z")
    assert [rule["items"] for rule in three()["rules"]] == [0, 0]


def test_a_label_has_the_agreement_of_each_two_parties_on_it(said, three):
    """Negative: gpt and anna both on two, one of them alone on three; the student and anna both on four, alone two."""
    negative = pairs(three()["labels"][0])
    assert three()["labels"][0]["label"] == "negative"
    shares = {sides: pair.get("all") or pair["blind"] for sides, pair in negative.items()}
    assert {sides: share["n"] for sides, share in shares.items()} == {
        ("gpt", "human"): 5, ("student", "human"): 5, ("gpt", "student"): 6,
    }  # fmt: skip
    assert shares["gpt", "human"]["value"] == pytest.approx(2 * 2 / (2 * 2 + 3))
    assert shares["student", "human"]["value"] == pytest.approx(2 * 4 / (2 * 4 + 1))
    assert shares["gpt", "student"]["value"] == pytest.approx(2 * 2 / (2 * 2 + 4))


def test_without_a_model_people_and_student_are_compared_on_the_rules_that_people_named(item, three):
    item(anna=("negative", "R1"), student="negative")
    item(anna=("negative", "R1"), student="positive")
    rule = three("")["rules"][0]
    assert [(pair["left"], pair["blind"]["value"]) for pair in rule["pairs"]] == [("student", 0.5)]


def test_the_page_shows_them_with_their_words(said, three, signed_in, lead):
    three()
    text = signed_in(lead).get(reverse("annotation:compare", args=["reviews"])).text
    assert "Rule by rule" in text
    assert 'data-label="gpt against Student"><div><strong>33.3%</strong>' in text
    assert "Label by label" in text
    assert "only blind answers count" in text


def test_where_nothing_can_be_compared_no_table_of_nothing_stands(item, three, signed_in, lead):
    item(gpt=("positive", "R1"))
    three()
    text = signed_in(lead).get(reverse("annotation:compare", args=["reviews"])).text
    assert "There is nothing to compare yet" in text
    assert "Rule by rule" not in text
    assert "Label by label" not in text


def test_a_report_of_before_has_no_rules_and_the_page_stands(said, three, signed_in, lead, project):
    three()
    report = project.reports.get(kind="compare-1")
    del report.data["questions"][0]["three"]
    report.save()
    page = signed_in(lead).get(reverse("annotation:compare", args=["reviews"]))
    assert page.status_code == 200
    assert "Rule by rule" not in page.text


def test_the_page_costs_no_more_with_more_items(said, item, three, signed_in, lead):
    client, address = signed_in(lead), reverse("annotation:compare", args=["reviews"])

    def cost() -> int:
        three()
        client.get(address)
        carry_out_open_jobs()
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    few = cost()
    for _ in range(30):
        item(gpt=("positive", "R1"), anna=("negative", "R2"), student="negative")
    assert cost() <= few + 2  # what came since is counted, a thousand of each at most
