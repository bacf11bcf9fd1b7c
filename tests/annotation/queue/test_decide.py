"""A lead's word on what was flagged."""

import pytest
from django.core.exceptions import ValidationError

from annotation.compare.frames import labels_of_people
from annotation.models import Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide, send_back, undo_decision
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.blind import silent_samples
from annotation.queue.refusals import DecisionGone, NotForALead
from generation.models import Event, LabelSource, Sample, SampleState
from tests.annotation.queue.test_submit import NEGATIVE, POSITIVE, answer_by

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


class TestTakenBack:
    @pytest.fixture
    def decided(self, flagged, codebook, lead) -> Resolution:
        return decide(item=flagged, lead=lead, codebook=codebook, answers=NEGATIVE, reason="Read it twice.")

    def test_the_item_waits_for_a_lead_again_and_the_machines_label_stands_there(self, decided, lead):
        item = undo_decision(decision=decided, lead=lead)
        item.refresh_from_db()
        assert (item.state, item.sample.state) == (Item.State.FLAGGED, SampleState.NEEDS_PERSON)
        sample = Sample.objects.get(pk=item.sample_id)
        assert (sample.current_label, sample.label_source) == ("positive", LabelSource.MACHINE)

    def test_the_decision_is_kept_and_what_follows_settles_nothing(self, decided, lead, codebook, project):
        assert list(labels_of_people(project, codebook)) == [decided]
        item = undo_decision(decision=decided, lead=lead)
        kept, last = item.resolutions.order_by("pk").reverse()[:2][::-1]
        assert (kept, kept.label) == (decided, "negative")
        assert (last.rule, last.settles, last.label) == (Resolution.Rule.OPEN, False, "")
        assert not labels_of_people(project, codebook).exists()
        assert Event.objects.first().verb == "item.undecided"

    def test_it_can_be_decided_anew(self, decided, lead, codebook):
        item = undo_decision(decision=decided, lead=lead)
        decide(item=item, lead=lead, codebook=codebook, answers=POSITIVE)
        assert Sample.objects.get(pk=item.sample_id).current_label == "positive"

    def test_once_and_only_as_the_last_word(self, decided, lead, codebook):
        item = undo_decision(decision=decided, lead=lead)
        with pytest.raises(DecisionGone):
            undo_decision(decision=decided, lead=lead)
        decide(item=item, lead=lead, codebook=codebook, answers=POSITIVE)
        with pytest.raises(DecisionGone):
            undo_decision(decision=decided, lead=lead)

    def test_not_once_people_are_asked_about_it_anew(self, decided, lead):
        Item.objects.filter(pk=decided.item_id).update(state=Item.State.HELD)
        with pytest.raises(DecisionGone):
            undo_decision(decision=decided, lead=lead)

    def test_what_answers_came_to_holds_again_and_waits_for_a_lead(
        self, queue, project, policy, codebook, lead, annotator, annotator2
    ):
        policy.overlap_share, policy.done_when = 1.0, "lead"
        policy.save()
        item = answer_by(annotator, project, NEGATIVE).item
        submit(assignment=hand_out(project=project, user=annotator2), answers=NEGATIVE)
        decided = decide(item=item, lead=lead, codebook=codebook, answers=POSITIVE)
        undo_decision(decision=decided, lead=lead)
        item.refresh_from_db()
        last = item.resolutions.latest("pk")
        assert (last.rule, last.label, last.settles) == (Resolution.Rule.AGREEMENT, "negative", False)
        assert (item.state, item.answers) == (Item.State.FLAGGED, 2)
        assert Sample.objects.get(pk=item.sample_id).state == SampleState.NEEDS_PERSON

    def test_annotators_are_told_nothing_of_it_any_more(self, decided, lead, project, annotator2):
        project.my_role = "annotator"
        sample = decided.item.sample_id
        assert silent_samples(annotator2, project, [sample]) == set()
        undo_decision(decision=decided, lead=lead)
        assert silent_samples(annotator2, project, [sample]) == {sample}

    def test_whoever_is_asked_about_it_then_may_have_read_it_and_answers_not_blind(
        self, decided, lead, project, annotator2
    ):
        send_back(item=undo_decision(decision=decided, lead=lead), lead=lead)
        assert hand_out(project=project, user=annotator2).blind is False
