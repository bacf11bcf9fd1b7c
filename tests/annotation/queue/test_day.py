"""So many answers a person and day, and a kind word when they are given."""

from datetime import timedelta

import pytest

from annotation.models import Annotation
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.undo import undo
from annotation.queue.refusals import DayIsDone
from annotation.review.frames import progress_of

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

POSITIVE = {"sentiment": "positive"}
NEGATIVE = {"sentiment": "negative"}


@pytest.fixture
def three_a_day(queue, policy):
    policy.daily_cap = 3
    policy.save()


def work(project, user, times):
    return [submit(assignment=hand_out(project=project, user=user), answers=POSITIVE) for _ in range(times)]


def test_it_ends_with_the_last_answer_of_the_day(three_a_day, project, annotator, annotator2):
    work(project, annotator, 3)
    with pytest.raises(DayIsDone) as done:
        hand_out(project=project, user=annotator)
    assert "3 answers" in str(done.value)
    assert "UTC" in str(done.value)
    assert hand_out(project=project, user=annotator2)


def test_what_is_held_counts_and_may_still_be_answered(three_a_day, project, annotator):
    held = [hand_out(project=project, user=annotator) for _ in range(3)]
    with pytest.raises(DayIsDone):
        hand_out(project=project, user=annotator)
    assert all(submit(assignment=one, answers=POSITIVE).pk for one in held)


def test_a_new_day_begins_anew(three_a_day, project, annotator):
    work(project, annotator, 3)
    Annotation.objects.update(created_at=Annotation.objects.first().created_at - timedelta(days=1))
    assert hand_out(project=project, user=annotator)


def test_an_answer_taken_back_leaves_room(three_a_day, project, annotator):
    answers = work(project, annotator, 3)
    again = undo(annotation=answers[2])
    assert submit(assignment=again, answers=POSITIVE)


class TestCorrections:
    """What was said anew is no new answer: neither does it use the day up, nor does it look like more work."""

    def test_one_uses_up_no_answer(self, three_a_day, project, annotator):
        first, _second = work(project, annotator, 2)
        newest = correct(annotation=first, answers=NEGATIVE)
        correct(annotation=newest, answers=POSITIVE)
        assert progress_of(annotator, project)["today"] == 2
        work(project, annotator, 1)
        with pytest.raises(DayIsDone):
            hand_out(project=project, user=annotator)

    def test_one_of_yesterdays_is_none_of_today(self, three_a_day, project, annotator):
        first, *_rest = work(project, annotator, 3)
        Annotation.objects.update(created_at=first.created_at - timedelta(days=1))
        correct(annotation=first, answers=NEGATIVE)
        assert progress_of(annotator, project)["today"] == 0
        work(project, annotator, 3)
        assert progress_of(annotator, project)["today"] == 3

    def test_what_was_corrected_and_taken_back_leaves_room(self, three_a_day, project, annotator):
        *_others, last = work(project, annotator, 3)
        again = undo(annotation=correct(annotation=last, answers=NEGATIVE))
        assert progress_of(annotator, project)["today"] == 2
        assert submit(assignment=again, answers=POSITIVE)


def test_the_room_says_so_kindly(three_a_day, project, annotator, signed_in):
    work(project, annotator, 3)
    assert "That is all for today" in signed_in(annotator).get("/projects/reviews/review/").content.decode()


def test_a_program_is_told_why(three_a_day, project, annotator, api_client):
    work(project, annotator, 3)
    reply = api_client(annotator).post("/api/v1/projects/reviews/queue/next", {}, content_type="application/json")
    assert reply.status_code == 409
    assert "all for today" in reply.json()["detail"]
