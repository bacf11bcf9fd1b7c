"""A codebook is published while people answer: no item goes by another version without a word."""

import pytest

from annotation.models import Annotation, Assignment
from annotation.queue.frames import held_by
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db

ROOM = "/projects/reviews/review/"
HTMX = {"HX-Request": "true"}
LAGS = "This item still goes by version 1"
BEGINS = "From here on version 2 of the codebook applies; your last answer went by version 1."
DIFF = "/projects/reviews/codebooks/1/diff/2/"


def held(user, project) -> list[Assignment]:
    return list(held_by(user, project))


@pytest.fixture
def room(queue, project, signed_in, annotator):
    """A person has two items at hand; nothing is published yet."""
    client = signed_in(annotator)
    client.get(ROOM)
    return client


def answered(room, assignment, have=""):
    data = {"q-sentiment": "positive", "have": have}
    return room.post(f"{ROOM}items/{assignment.lease}/answer/", data, headers=HTMX).text


def test_while_one_version_is_in_force_nothing_is_said(room, project, annotator):
    first, second = held(annotator, project)
    text = answered(room, first, second.lease) + room.get(ROOM).text
    assert LAGS not in text
    assert "From here on" not in text


def test_the_item_on_the_screen_may_be_answered_by_the_older_version_and_says_so(room, project, lead, annotator):
    first, second = held(annotator, project)
    newer_version(project, lead)
    text = answered(room, first, second.lease)
    assert LAGS in text
    assert f'data-lags="{second.lease}"' in text
    assert DIFF in text
    answered(room, second)
    assert set(Annotation.objects.values_list("codebook__number", flat=True)) == {1}


def test_a_page_that_begins_anew_has_all_items_by_the_version_in_force(room, project, lead, annotator):
    before = held(annotator, project)
    answered(room, before[0])
    newer_version(project, lead)
    page = room.get(ROOM).text
    now = held(annotator, project)
    assert {one.codebook.number for one in now} == {2}
    assert before[1].item_id in {one.item_id for one in now}
    assert before[1].lease not in {one.lease for one in now}
    assert BEGINS in page
    assert DIFF in page
    assert "mixed" in page


def test_its_first_answer_ends_the_notice(room, project, lead, annotator):
    answered(room, held(annotator, project)[0])
    newer_version(project, lead)
    room.get(ROOM)
    assert BEGINS not in answered(room, held(annotator, project)[0])


def test_an_item_given_anew_keeps_its_stream_its_probability_and_whether_it_is_blind(room, project, lead, annotator):
    def drawn():
        return [(one.item_id, one.stream, one.probability, one.blind) for one in held(annotator, project)]

    before = drawn()
    newer_version(project, lead)
    room.get(ROOM)
    assert drawn() == before


def test_an_answer_sent_by_the_older_version_in_another_tab_is_not_taken_for_the_newer(room, project, lead, annotator):
    first, _second = held(annotator, project)
    newer_version(project, lead)
    room.get(ROOM)
    reply = room.post(f"{ROOM}items/{first.lease}/answer/", {"q-sentiment": "positive"}, headers=HTMX)
    assert reply.status_code == 409
    assert not Annotation.objects.exists()
