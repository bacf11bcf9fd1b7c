"""Signals of a sample: explained in a sentence, filtered by, sorted by, and hidden from who may still be asked."""

import pytest
from django.urls import reverse

from annotation.models import Signal
from annotation.models.queue import number_of
from annotation.samples.explained import explained

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/projects/reviews/samples"


@pytest.mark.parametrize(
    ("name", "value", "detail", "sentence"),
    [
        (
            "self_confidence",
            0.883,
            None,
            "The student, which has not seen this row, gives the label a probability of 11.7%.",
        ),
        (
            "neighbours",
            0.7,
            {"label": "refund", "n": 7, "of": 10},
            "The 10 most similar texts carry “refund” in 7 of 10 cases.",
        ),
        ("student_margin", 0.9, {"label": "b"}, "The student gives “b” 80 points more than the given label."),
        ("student_margin", 0.1, {"label": "b"}, "The student gives the label 80 points more than “b”, the next."),
        ("student_disagreement", 0.0, None, "The student would give the same label."),
        (
            "near_duplicates",
            0.93,
            {"n": 4, "of": 1017},
            f"93.0% the same as sample {number_of(1017)}; 4 texts are alike.",
        ),
        (
            "personal_data",
            0.75,
            {"kinds": {"email": 2, "phone": 1}},
            "It looks like: e-mail address (2), phone number (1).",
        ),
        ("toxicity", 0.5, {"n": 1, "words": ["crap"]}, "Words on the list: “crap”."),
        ("label_leak", 0.5, {"word": "refund", "label": "refund", "n": 0, "of": 0}, "“refund” gives the label away."),
        (
            "label_leak",
            0.95,
            {"word": "money", "label": "refund", "n": 98, "of": 99},
            "98 of 99 texts with “money” carry “refund”.",
        ),
        ("influence", 0.2, {"helps": True}, "It helps: a student that learned from it is better on others."),
        (
            "language",
            1.0,
            {"language": "korean", "usual": "english"},
            "It reads like Korean; most texts are in English.",
        ),
        (
            "learning_dynamics",
            0.95,
            {"group": "hard"},
            "While it learned, a student gave the label 5.0% on average: hard, it contradicts the label.",
        ),
    ],
)
def test_the_sentence_of_a_value(name, value, detail, sentence):
    assert explained(name, value, detail) == sentence


def test_numbers_that_were_not_kept_make_no_sentence():
    assert explained("neighbours", 0.7, None) == ""
    assert explained("unknown", 0.7, {}) == ""


@pytest.fixture
def told(rows):
    detail = {"label": "positive", "n": 9, "of": 15}
    Signal.objects.filter(sample=rows[3], name="neighbours").update(detail=detail)
    return rows[3]


def test_the_sample_explains_its_signals_by_rest(told, api_client, lead):
    found = api_client(lead).get(f"{ADDRESS}/{told.pk}").json()
    assert found["explanations"]["neighbours"] == "The 15 most similar texts carry “positive” in 9 of 15 cases."
    assert found["explanations"]["suspicion"] == "More suspicious than 75.0% of the rows."


def test_the_page_explains_them_too_and_says_what_they_are_about(told, signed_in, lead, project):
    Signal.objects.create(project=project, sample=told, name="length", value=0.5, detail=None)
    shown = signed_in(lead).get(reverse("annotation:sample-detail", args=["reviews", told.pk])).content.decode()
    assert "The 15 most similar texts carry “positive” in 9 of 15 cases." in shown
    assert "Much shorter or longer than other texts of its label." in shown  # of an older score: no numbers
    assert shown.index("About the label") < shown.index("Similar texts differ") < shown.index("About the text")


def test_a_sentence_is_hidden_from_who_may_still_be_asked(told, api_client, annotator):
    found = api_client(annotator).get(f"{ADDRESS}/{told.pk}").json()
    assert (found["hidden"], found["signals"], found["explanations"]) == (True, {}, {})


def test_rows_are_found_by_a_signal_and_how_high_it_is(rows, api_client, lead):
    client = api_client(lead)

    def found(query):
        return {row["id"] for row in client.get(f"{ADDRESS}?{query}").json()["items"]}

    assert found("signal=neighbours") == {sample.pk for sample in rows[:8]}
    assert found("signal=neighbours&at_least=0.75") == {rows[6].pk, rows[7].pk}
    assert found("signal=toxicity") == set()
    assert found("signal=neighbours&at_least=0.5&order=-suspicion&label=positive") == {rows[4].pk, rows[6].pk}


@pytest.mark.parametrize("query", ["signal=nonsense", "at_least=0.5", "signal=neighbours&at_least=2"])
def test_what_names_no_signal_is_refused(rows, api_client, lead, query):
    assert api_client(lead).get(f"{ADDRESS}?{query}").status_code == 422


def test_an_annotator_may_not_look_for_labels_by_a_signal(rows, api_client, annotator):
    assert api_client(annotator).get(f"{ADDRESS}?signal=neighbours").status_code == 403


def test_the_page_offers_every_signal_in_groups(rows, signed_in, lead):
    client, page = signed_in(lead), reverse("annotation:sample-list", args=["reviews"])
    shown = client.get(page, {"signal": "neighbours", "at_least": "0.8"}).content.decode()
    assert '<optgroup label="About the text">' in shown
    assert f"/samples/{rows[7].pk}/" in shown
    assert f"/samples/{rows[6].pk}/" not in shown
    assert client.get(page, {"order": "-toxicity"}).status_code == 200  # though it spoke of no row
