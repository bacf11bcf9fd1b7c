"""A hand-out records whether a coin decided on the suggestion: only such answers tell what a suggestion does."""

import pytest

from annotation.certificate.actions import freeze
from annotation.models import Stream
from annotation.queue.actions import dispense
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.lease import BLIND_SHARE
from annotation.queue.actions.undo import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def falls(monkeypatch):
    """`falls(0.1)`: where every coin lands from now on."""
    return lambda at: monkeypatch.setattr(dispense.chance, "random", lambda: at)


@pytest.mark.parametrize(("at", "blind"), [(0.1, True), (0.5, False)])
def test_where_the_coin_fell_both_arms_carry_its_probability(queue, project, annotator, falls, at, blind):
    falls(at)
    given = hand_out(project=project, user=annotator)
    assert (given.blind, given.blind_chance) == (blind, BLIND_SHARE)


def test_what_the_lead_made_blind_carries_none(queue, project, policy, annotator, falls):
    policy.suggestion = "hidden"
    policy.save()
    falls(0.1)
    given = hand_out(project=project, user=annotator)
    assert (given.blind, given.blind_chance) == (True, None)


def test_what_two_people_answer_carries_none(queue, project, policy, annotator, falls):
    policy.overlap_share = 1.0
    policy.save()
    falls(0.1)
    given = hand_out(project=project, user=annotator)
    assert (given.blind, given.blind_chance) == (True, None)


def test_while_an_audit_draws_no_coin_falls(queue, project, policy, lead, annotator, falls):
    policy.audit_open = True
    policy.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    falls(0.1)
    for stream in (Stream.AUDIT, Stream.ACTIVE):
        given = hand_out(project=project, user=annotator, stream=stream)
        assert (given.stream, given.blind, given.blind_chance) == (stream, True, None)


def test_nor_for_the_last_row_of_all_which_ends_the_audit(queue, project, policy, lead, annotator, falls):
    policy.audit_open = True
    policy.save()
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    falls(0.5)
    for _row in range(snapshot.size):
        given = hand_out(project=project, user=annotator, stream=Stream.ACTIVE)
        assert (given.blind, given.blind_chance) == (True, None)
        submit(assignment=given, answers={"sentiment": "positive"})


def test_who_was_told_before_is_told_again_without_a_coin(queue, project, annotator, annotator2, lead, falls):
    falls(0.5)
    first = hand_out(project=project, user=annotator)
    for person in (annotator, annotator2, lead):
        held = first if person == annotator else _until(first.item_id, project, person)
        skip(assignment=held)
    falls(0.1)
    again = _until(first.item_id, project, annotator)
    assert (again.blind, again.blind_chance) == (False, None)


def test_an_answer_taken_back_stays_in_its_arm(queue, project, annotator, falls):
    falls(0.1)
    given = hand_out(project=project, user=annotator)
    answer = submit(assignment=given, answers={"sentiment": "positive"})
    falls(0.9)
    again = undo(annotation=answer)
    assert (again.blind, again.blind_chance) == (True, BLIND_SHARE)


def _until(item_id, project, person):
    """Answer what comes until this item does."""
    while (held := hand_out(project=project, user=person)).item_id != item_id:
        submit(assignment=held, answers={"sentiment": "positive"})
    return held
