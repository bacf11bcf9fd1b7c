"""A late answer and a hand-out of the same item at one moment: one of them has it, whichever came first."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from annotation.models import Annotation, Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, return_, skip
from annotation.queue.frames import assignment_for
from annotation.queue.refusals import LeaseGone
from tests.annotation.queue.test_submit import NEGATIVE, POSITIVE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@pytest.fixture
def lapsed(queue, project, annotator) -> Assignment:
    """Anna's lease on the only item ran out, and somebody's request has noticed."""
    Item.objects.exclude(pk=Item.objects.order_by("pk").first().pk).delete()
    lease = hand_out(project=project, user=annotator)
    Assignment.objects.filter(pk=lease.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    hand_out(project=project, user=annotator)
    assert Assignment.objects.get(pk=lease.pk).state == Assignment.State.EXPIRED
    return as_asked(lease)


def as_asked(lease: Assignment) -> Assignment:
    """The lease as a request reads it."""
    return assignment_for(lease.user, lease.project, lease.lease)


@contextmanager
def meanwhile(work):
    """`work()` begins on another connection before the block's transaction is over, and has to wait for its end."""
    outcome = []

    def run():
        try:
            outcome.append(work())
        except BaseException as problem:
            outcome.append(problem)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with transaction.atomic():
        yield outcome
        other.start()
        waits_for_a_lock()
    other.join()


def waits_for_a_lock():
    """Returns once another connection waits for what this one holds."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.01)
    raise AssertionError("nobody waits")


def becomes(item_id: int) -> tuple:
    item = Item.objects.get(pk=item_id)
    return item.state, item.answers, Assignment.objects.filter(item=item, state=Assignment.State.HELD).count()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
@pytest.mark.parametrize(
    ("end", "left"),
    [
        (skip, (Item.State.WAITING, 0, 0)),
        (return_, (Item.State.WAITING, 0, 0)),
        (flag, (Item.State.FLAGGED, 0, 0)),
        (lambda assignment: submit(assignment=assignment, answers=POSITIVE), (Item.State.ANSWERED, 1, 0)),
    ],
    ids=["skip", "return", "flag", "submit"],
)
def test_it_is_refused_when_the_item_is_being_given_to_somebody_else(project, annotator2, lapsed, end, left):
    with meanwhile(lambda: submit(assignment=as_asked(lapsed), answers=NEGATIVE)) as outcome:
        theirs = hand_out(project=project, user=annotator2)
    assert isinstance(outcome[0], LeaseGone)
    assert becomes(lapsed.item_id) == (Item.State.HELD, 0, 1)
    end(assignment=as_asked(theirs))
    assert becomes(lapsed.item_id) == left


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_nobody_is_given_the_item_while_it_comes_in(project, annotator2, lapsed):
    with meanwhile(lambda: hand_out(project=project, user=annotator2)) as outcome:
        submit(assignment=lapsed, answers=NEGATIVE)
    assert outcome == [None]
    assert becomes(lapsed.item_id) == (Item.State.ANSWERED, 1, 0)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_sent_twice_at_once_it_is_one_answer(lapsed):
    Item.objects.update(answers_needed=2)
    with meanwhile(lambda: submit(assignment=as_asked(lapsed), answers=NEGATIVE)) as outcome:
        first = submit(assignment=as_asked(lapsed), answers=NEGATIVE)
    assert outcome == [first]
    assert becomes(lapsed.item_id) == (Item.State.WAITING, 1, 0)


def test_an_older_lease_of_the_same_person_gives_no_second_answer(project, policy, annotator, annotator2, lapsed):
    policy.overlap_share = 1.0
    policy.save()
    Item.objects.update(answers_needed=2)
    skip(assignment=hand_out(project=project, user=annotator2))
    project.memberships.exclude(user__in=[annotator, annotator2]).delete()
    again = hand_out(project=project, user=annotator)
    submit(assignment=again, answers=NEGATIVE)
    with pytest.raises(LeaseGone):
        submit(assignment=lapsed, answers=NEGATIVE)
    assert becomes(lapsed.item_id) == (Item.State.WAITING, 1, 0)
    assert (Annotation.objects.count(), Resolution.objects.get().rule) == (1, Resolution.Rule.SINGLE)


@pytest.mark.parametrize("end", [skip, return_, flag])
def test_what_nobody_holds_is_not_moved_by_the_end_of_a_lease(project, annotator2, lapsed, end):
    theirs = hand_out(project=project, user=annotator2)
    Item.objects.update(state=Item.State.ANSWERED)
    end(assignment=as_asked(theirs))
    assert becomes(lapsed.item_id)[0] == Item.State.ANSWERED
