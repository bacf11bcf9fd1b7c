"""A lead's word on what was flagged."""

import pytest
from django.core.exceptions import ValidationError

from annotation.models import Assignment, Item, Resolution
from annotation.queue.actions.decide import decide, send_back
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.refusals import NotForALead
from generation.models import Event, SampleState
from tests.annotation.queue.test_submit import NEGATIVE

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def flagged(queue, project, annotator) -> Item:
    return flag(assignment=hand_out(project=project, user=annotator), reason="in Finnish").item


def test_a_flagged_item_needs_a_person(flagged):
    flagged.refresh_from_db()
    assert (flagged.state, flagged.sample.state) == (Item.State.FLAGGED, SampleState.NEEDS_PERSON)
    assert Assignment.objects.get().reason == "in Finnish"


def test_a_lead_decides_and_it_is_written_down(flagged, codebook, lead):
    decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE, reason="Read it twice.")
    flagged.refresh_from_db()
    assert (flagged.state, flagged.sample.current_label) == (Item.State.ANSWERED, "negative")
    assert Resolution.objects.last().decided_by == lead
    assert Event.objects.first().verb == "item.decided"


def test_it_is_decided_once(flagged, codebook, lead):
    decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE)
    with pytest.raises(NotForALead):
        decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE)


def test_it_may_go_back_to_the_queue(flagged, project, lead, annotator2):
    send_back(item=flagged, lead=lead)
    assert hand_out(project=project, user=annotator2).item_id == flagged.pk


def test_the_rule_that_decides_is_stored_as_a_rule(flagged, codebook, lead):
    decided = decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE, rule="R1", reason="Irony.")
    assert (decided.named_rule, decided.reason) == ("R1", "Irony.")


def test_a_rule_that_the_codebook_does_not_have_decides_nothing(flagged, codebook, lead):
    with pytest.raises(ValidationError, match="no rule “R9”"):
        decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE, rule="R9")
    assert Item.objects.get(pk=flagged.pk).state == Item.State.FLAGGED


@pytest.mark.parametrize("reason", ["a" * 2001, "Read\x00it."])
def test_a_reason_is_some_plain_words(flagged, codebook, lead, reason):
    with pytest.raises(ValidationError, match="At most 2000 plain characters"):
        decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE, reason=reason)
