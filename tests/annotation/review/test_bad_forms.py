"""What a browser should never send: nothing wrong is stored, and nobody is stopped by what they cannot see."""

import pytest

from annotation.models import Annotation, Assignment

ROOM = "/projects/reviews/review/"
HOSTILE = "<script>alert(1)</script>\u202e\u200b\u05de"


@pytest.fixture
def send(queue, annotator, signed_in):
    client = signed_in(annotator)
    client.get(ROOM)

    def sent(verb="answer", **data):
        lease = Assignment.objects.filter(user=annotator, state=Assignment.State.HELD).first().lease
        return client.post(f"{ROOM}items/{lease}/{verb}/", data, headers={"HX-Request": "true"})

    return sent


@pytest.mark.parametrize("seconds", ["nan", "inf", "-5", "1e999", "soon", "", "1" * 400])
def test_a_broken_time_is_left_out_and_refuses_nothing(seconds, send):
    assert send(**{"q-sentiment": "positive", "seconds": seconds}).status_code == 200
    assert Annotation.objects.get().seconds is None


def test_a_time_that_can_be_is_kept(send):
    send(**{"q-sentiment": "positive", "seconds": "12.5"})
    assert Annotation.objects.get().seconds == 12.5


def test_two_answers_to_a_question_that_takes_one_are_none(send):
    response = send(**{"q-sentiment": ["positive", "negative"]})
    assert response.status_code == 422
    assert "The codebook has no label" in response.text
    assert not Annotation.objects.exists()


def test_a_refused_answer_keeps_what_was_typed(send):
    response = send(**{"q-sentiment": "neither", "comment": f"A long thought. {HOSTILE}"})
    assert response.status_code == 422
    assert "A long thought. &lt;script&gt;" in response.text
    assert "<script>alert" not in response.text


def test_what_nobody_sees_and_markup_are_stored_as_they_are_and_shown_as_text(send, lead, signed_in):
    send(**{"q-sentiment": "positive", "comment": HOSTILE})
    assert Annotation.objects.get().comment == HOSTILE
    send("flag", reason=HOSTILE)
    assert Assignment.objects.get(state=Assignment.State.FLAGGED).reason == HOSTILE
    page = signed_in(lead).get(f"{ROOM}flagged/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
