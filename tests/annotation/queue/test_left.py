"""How many items are left in the queue: those that nobody had, and those that came back without an answer."""

import pytest

from annotation.models import Item, Recheck, Snapshot
from annotation.queue import frames
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import return_, skip
from annotation.queue.actions.pull import TOP
from annotation.queue.actions.undo import undo
from annotation.queue.frames import left_told

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def held(queue, project, annotator):
    return hand_out(project=project, user=annotator)


def test_what_somebody_holds_is_not_left(held, project):
    assert left_told(project) == "9"


@pytest.mark.parametrize("end", [skip, return_])
def test_what_is_skipped_or_given_back_is_left_again(held, project, end):
    end(assignment=held)
    assert left_told(project) == "10"


def test_what_was_taken_back_and_given_back_is_left_again(held, project):
    answer = submit(assignment=held, answers={"sentiment": "negative"})
    assert left_told(project) == "9"
    return_(assignment=undo(annotation=answer))
    assert left_told(project) == "10"


def test_what_a_lead_asks_for_again_is_left_although_it_has_answers(held, project):
    submit(assignment=held, answers={"sentiment": "negative"})
    Item.objects.filter(pk=held.item_id).update(state=Item.State.WAITING, priority=TOP)
    assert left_told(project) == "10"


def test_an_item_that_wants_a_second_answer_does_not_give_itself_away_to_who_gave_the_first(held, project):
    Item.objects.filter(pk=held.item_id).update(answers_needed=2)
    held.item.refresh_from_db()
    submit(assignment=held, answers={"sentiment": "negative"})
    assert Item.objects.get(pk=held.item_id).state == Item.State.WAITING
    assert left_told(project) == "9"


def test_so_many_that_wait_are_looked_at_and_a_plus_says_that_there_are_more(
    queue, project, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(frames, "MOST_WAITING", 3)
    Item.objects.filter(pk__in=Item.objects.values("pk")[:5]).update(state=Item.State.WAITING)
    with django_assert_num_queries(1):
        assert left_told(project) == "13+"


def test_where_checks_run_it_is_told_in_tens(held, project, policy):
    policy.gold_share = 0.1
    policy.save(update_fields=["gold_share"])
    assert left_told(project) == "<10"
    skip(assignment=held)
    assert left_told(project) == "~10"


def test_where_settled_rows_are_asked_again_it_is_told_in_tens(queue, project, codebook):
    """Such a row was not among those that are left: a number that moved with every other item would tell it."""
    snapshot = Snapshot.objects.create(project=project, number=1, codebook=codebook, risk=0.05)
    Recheck.objects.create(snapshot=snapshot, risk=0.05)
    assert left_told(project) == "~10"
