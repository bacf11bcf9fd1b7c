"""A label gets another name: the prompt says the new one, and the rows that keep the old one are counted before."""

import html

import pytest
from django.urls import reverse

from generation.codebooks.actions import publish, save_draft
from generation.codebooks.diff import words
from generation.models import Codebook, Label
from tests.annotation.conftest import add_samples
from tests.generation.codebooks.specs import spec, with_labels
from tests.generation.codebooks.test_pages import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, lead, codebook):
    return signed_in(lead)


def sent(client, name: str, **changes) -> str:
    address = reverse(f"generation:codebook-{name}", args=["reviews"])
    return html.unescape(client.post(address, typed(**changes), headers={"HX-Request": "true"}).text)


def test_a_word_that_is_the_name_follows_a_new_name(project, lead):
    publish(codebook=save_draft(project=project, spec=spec(), author=lead), author=lead)
    renamed = Codebook.objects.current(project).as_spec()
    renamed["questions"][0]["labels"][0]["name"] = "bad"
    draft = save_draft(project=project, spec=renamed, author=lead)
    assert Label.objects.get(question__codebook=draft, name="bad").verbalizer == ""


def test_a_word_of_its_own_stays(project, lead):
    given = spec()
    given["questions"][0]["labels"][0]["verbalizer"] = "thumbs down"
    draft = save_draft(project=project, spec=given, author=lead)
    assert draft.questions.get().labels.get(name="negative").verbalizer == "thumbs down"


def test_saving_anew_what_was_stored_with_its_name_as_its_word_changes_nothing(client, project, lead):
    """As older versions stored it."""
    save_draft(project=project, spec=with_labels("negative", "positive"), author=lead)
    Label.objects.filter(question__codebook__number=2, name="negative").update(verbalizer="negative")
    page = client.get(reverse("generation:codebook-diff", args=["reviews", 1, 2])).text
    assert "Word in the prompt" not in page


def test_the_rows_that_carry_the_old_name_are_counted_while_typing(client, project):
    add_samples(project, 12, label="negative")
    add_samples(project, 3, label="positive", start=12)
    shown = sent(client, "preview", **{"questions-0-labels-0-name": "bad"})
    assert "12 rows carry “negative”, which this version does not have: they stay out of dataset versions" in shown
    assert "carry “positive”" not in shown


def test_the_question_before_publishing_says_it_too(client, project):
    add_samples(project, 1, label="negative")
    shown = sent(client, "preview", **{"questions-0-labels-0-name": "bad"})
    question = shown.partition('id="publish-words"')[2]
    assert 'hx-swap-oob="true"' in question
    assert "1 row carries “negative”" in question


def test_the_api_warns_of_them_too(api_client, lead, codebook, project):
    add_samples(project, 2, label="negative")
    address = "/api/v1/projects/reviews/codebooks"
    body = {**spec(), **with_labels("bad", "positive")}
    drafted = api_client(lead).post(address, body, content_type="application/json").json()
    assert any("2 rows carry “negative”" in text for text in drafted["warnings"]), drafted
    published = api_client(lead).post(f"{address}/2/publish").json()
    assert any("2 rows carry “negative”" in text for text in published["warnings"])


def test_nothing_is_said_where_all_labels_stay(client, project):
    add_samples(project, 2, label="negative")
    assert "carry" not in sent(client, "preview", **{"questions-0-labels-2-name": "mixed"})


def test_the_buttons_of_a_label_without_a_name_say_its_number(client):
    shown = sent(client, "edit", do="add:questions-0-labels")
    assert "Move label 3 up" in shown
    assert "Remove label 3" in shown


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("A. B.", "A. C. B.", [("same", "A. "), ("added", "C. "), ("same", "B.")]),
        ("A. C. B.", "A. B.", [("same", "A. "), ("removed", "C. "), ("same", "B.")]),
        ("A.", "A. C.", [("same", "A."), ("added", " C.")]),
        ("one two", "one 2", [("same", "one "), ("removed", "two"), ("added", "2")]),
    ],
)
def test_a_sentence_more_is_marked_with_its_own_full_stop(old, new, pieces):
    assert [(piece.op, piece.text) for piece in words(old, new)] == pieces
