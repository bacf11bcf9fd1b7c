"""Items that wait for a lead while a version with other questions is published."""

import pytest
from django.utils import timezone

from annotation.models import Annotation, Assignment, Item, Stream
from annotation.review.notices import what_waits_for_a_lead
from generation.models import Codebook, Question
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db

FLAGGED = "/projects/reviews/review/flagged/"
ASKS_MORE = "does not take it as it is"


@pytest.fixture
def item(queue) -> Item:
    Item.objects.exclude(pk=queue[0].item.pk).update(state=Item.State.ANSWERED)
    Item.objects.filter(pk=queue[0].item.pk).update(state=Item.State.FLAGGED)
    return queue[0].item


@pytest.fixture
def said(item, project, codebook):
    """`said(person, sentiment)`: an answer by version 1."""

    def answered(person, sentiment):
        known = {"project": project, "user": person, "codebook": codebook, "stream": Stream.ACTIVE, "blind": True}
        held = Assignment.objects.create(
            item=item, state=Assignment.State.SUBMITTED, expires_at=timezone.now(), **known
        )
        answers = {"sentiment": sentiment}
        Annotation.objects.create(item=item, assignment=held, answers=answers, label=sentiment, **known)

    return answered


def with_another_question(project, lead) -> Codebook:
    book = newer_version(project, lead)
    Question.objects.create(codebook=book, position=1, name="why", title="Why?", type="text", required=True)
    return book


def chosen(page: str, label: str) -> bool:
    return f'value="{label}" checked' in page or f'value="{label}" required checked' in page


def test_no_answer_is_offered_that_the_version_does_not_take(said, project, lead, annotator, annotator2, signed_in):
    said(annotator, "positive")
    said(annotator2, "negative")
    client = signed_in(lead)
    assert client.get(FLAGGED).text.count("/take/") == 2
    with_another_question(project, lead)
    page = client.get(FLAGGED).text
    assert (page.count("/take/"), page.count(ASKS_MORE)) == (0, 2)
    assert page.count(">answers differ</span>") == 1  # of the first question; nobody was asked the new one


def test_what_all_said_is_filled_in(said, project, lead, annotator, annotator2, signed_in):
    said(annotator, "positive")
    said(annotator2, "positive")
    with_another_question(project, lead)
    page = signed_in(lead).get(FLAGGED).text
    assert "1 question that all answered alike" in page
    assert chosen(page, "positive")


def test_so_is_what_the_only_one_said(said, project, lead, annotator, signed_in):
    said(annotator, "positive")
    with_another_question(project, lead)
    assert chosen(signed_in(lead).get(FLAGGED).text, "positive")


def test_an_answer_that_still_fits_is_offered(said, project, lead, annotator, annotator2, signed_in):
    said(annotator, "positive")
    said(annotator2, "negative")
    newer_version(project, lead)
    page = signed_in(lead).get(FLAGGED).text
    assert (page.count("/take/"), page.count(ASKS_MORE)) == (2, 0)


def test_the_publish_question_says_how_many_wait(item, project, codebook):
    assert what_waits_for_a_lead(project).startswith("1 item waits for a lead.")
    Item.objects.update(state=Item.State.ANSWERED)
    assert what_waits_for_a_lead(project) == ""
