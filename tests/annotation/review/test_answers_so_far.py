"""Before a codebook is published: how many answers there are by which version, and what becomes of them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from annotation.models import Annotation, Assignment, Stream
from annotation.review import notices
from annotation.review.notices import answers_by_version
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(queue, project, annotator):
    """`said(codebook, place)`: an answer by this version to the item at that place of the queue."""

    def answered(codebook, place, stream=Stream.ACTIVE, **more):
        known = {"project": project, "user": annotator, "codebook": codebook, "stream": stream, "blind": True}
        held = Assignment.objects.create(
            item=queue[place].item, state=Assignment.State.SUBMITTED, expires_at=timezone.now(), **known
        )
        return Annotation.objects.create(
            item=held.item, assignment=held, answers={"sentiment": "positive"}, label="positive", **known, **more
        )

    return answered


def test_they_are_counted_by_version_the_newest_first(said, project, codebook, lead):
    said(codebook, 0)
    said(codebook, 1)
    assert answers_by_version(project) == "2 answers by version 1"
    said(newer_version(project, lead), 2)
    assert answers_by_version(project) == "1 answer by version 2, 2 answers by version 1"


def test_what_was_taken_back_and_checks_of_people_do_not_count(said, project, codebook):
    said(codebook, 0, undone_at=timezone.now())
    said(codebook, 1, stream=Stream.GOLD)
    assert answers_by_version(project) == ""


def test_a_version_that_nobody_answered_by_is_not_named(said, project, codebook, lead):
    newer_version(project, lead)
    said(codebook, 0)
    assert answers_by_version(project) == "1 answer by version 1"


def test_no_more_is_counted_than_a_page_can_wait_for(
    said, project, codebook, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(notices, "MOST_COUNTED", 2)
    for place in range(4):
        said(codebook, place)
    with django_assert_max_num_queries(1 + notices.MOST_VERSIONS):
        assert answers_by_version(project) == "more than 2 answers by version 1"


def test_the_question_before_publishing_says_it(said, codebook, lead, signed_in):
    page = reverse("generation:codebook-edit", args=["reviews"])
    client = signed_in(lead)
    assert "Nobody has answered yet, so no answer stays behind." in client.get(page).text
    said(codebook, 0)
    words = client.get(page).text
    assert "So far there are: 1 answer by version 1." in words
    assert "agreement is counted anew for version 2" in words
    assert "Answers that it puts in doubt are listed afterwards" in words
    assert "Nobody has answered yet" not in words
