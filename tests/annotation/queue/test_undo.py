"""Taking an answer, a skip or a flag back."""

import pytest

from annotation.models import Annotation, Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide, send_back, undo_decision
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.undo import reveal, undo, undo_flag, undo_skip
from annotation.queue.frames import held_by
from annotation.queue.refusals import FlagStands, NotFlagged, NotSkipped, Seen, SkipStands, TooOld, Undone
from annotation.review.frames import for_a_lead
from generation.models import Event, LabelSource, MachineLabel, Membership, Sample, SampleState
from tests.annotation.conftest import add_samples
from tests.annotation.queue.test_submit import NEGATIVE, POSITIVE, answer_by

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


def test_the_item_comes_back_and_the_machines_label_holds_again(queue, project, annotator):
    answer = answer_by(annotator, project, NEGATIVE)
    again = undo(annotation=answer)
    item = Item.objects.get(pk=answer.item_id)
    assert (item.state, item.answers) == (Item.State.HELD, 0)
    assert (item.sample.current_label, item.sample.label_source) == ("positive", LabelSource.MACHINE)
    assert list(held_by(annotator, project)) == [again]
    assert Annotation.objects.get().undone_at is not None
    assert Resolution.objects.last().rule == Resolution.Rule.OPEN


def test_it_can_be_answered_anew_and_both_answers_are_kept(queue, project, annotator):
    again = undo(annotation=answer_by(annotator, project, NEGATIVE))
    submit(assignment=again, answers=POSITIVE)
    assert list(Annotation.objects.order_by("id").values_list("label", flat=True)) == ["negative", "positive"]
    assert Annotation.objects.valid().count() == 1


def test_an_answer_is_taken_back_once(queue, project, annotator):
    answer = answer_by(annotator, project, NEGATIVE)
    undo(annotation=answer)
    with pytest.raises(Undone):
        undo(annotation=answer)


def test_only_the_last_ten_can_be_taken_back(queue, project, annotator):
    add_samples(project, 1, start=10)
    answers = [answer_by(annotator, project, NEGATIVE) for _ in range(11)]
    with pytest.raises(TooOld):
        undo(annotation=answers[0])
    assert undo(annotation=answers[1])


def test_an_answer_stands_once_the_models_label_was_seen(queue, project, annotator):
    answer = reveal(annotation=answer_by(annotator, project, NEGATIVE))
    with pytest.raises(Seen):
        undo(annotation=answer)


def test_an_item_that_somebody_else_holds_stays_with_them(queue, project, policy, annotator, annotator2):
    policy.overlap_share = 1.0
    policy.save()
    answer = answer_by(annotator, project, NEGATIVE)
    theirs = hand_out(project=project, user=annotator2)
    assert theirs.item_id == answer.item_id
    assert undo(annotation=answer) is None
    submit(assignment=theirs, answers=POSITIVE)
    item = Item.objects.get(pk=answer.item_id)
    assert (item.answers, item.state, item.sample.current_label) == (1, Item.State.WAITING, "positive")
    assert Assignment.objects.filter(item=item, state=Assignment.State.HELD).count() == 0


def test_a_second_source_changes_no_label_that_an_undone_answer_gives_back(queue, project, annotator):
    for sample in Sample.objects.filter(project=project):
        MachineLabel.objects.create(sample=sample, question="sentiment", source="another model", label="negative")
    undone = answer_by(annotator, project, NEGATIVE)
    undo(annotation=undone)
    assert Item.objects.get(pk=undone.item_id).sample.current_label == "positive"


class TestWithALead:
    """What people passed to a lead stays there, whoever takes an answer back; what they differed on comes back."""

    @pytest.fixture
    def answer(self, queue, project, policy, annotator):
        policy.overlap_share = 1.0
        policy.save()
        return answer_by(annotator, project, NEGATIVE)

    @pytest.fixture
    def seconds(self, answer, project, annotator2):
        lease = hand_out(project=project, user=annotator2)
        assert lease.item_id == answer.item_id
        return lease

    def is_with_a_lead(self, project, answer):
        item = Item.objects.get(pk=answer.item_id)
        assert list(for_a_lead(project)) == [item]
        assert (item.answers, item.sample.state) == (0, SampleState.NEEDS_PERSON)
        assert not Assignment.objects.filter(state=Assignment.State.HELD).exists()

    def test_a_flag_stays(self, project, answer, seconds):
        flag(assignment=seconds, reason="broken text")
        assert undo(annotation=answer) is None
        self.is_with_a_lead(project, answer)

    def test_what_nobody_wants_stays(self, project, answer, seconds):
        Assignment.objects.bulk_create(
            Assignment(
                project=project, item=answer.item, user=seconds.user, codebook=seconds.codebook,
                stream=seconds.stream, state=Assignment.State.SKIPPED, expires_at=seconds.expires_at,
            )
            for _ in range(4)
        )  # fmt: skip
        skip(assignment=seconds)
        assert undo(annotation=answer) is None
        self.is_with_a_lead(project, answer)

    def test_a_difference_is_gone_with_the_answer(self, project, annotator2, answer, seconds, lead):
        Membership.objects.filter(project=project, user=lead).delete()
        theirs = submit(assignment=seconds, answers=POSITIVE)
        assert for_a_lead(project).count() == 1
        again = undo(annotation=theirs)
        assert list(held_by(annotator2, project)) == [again]
        submit(assignment=again, answers=NEGATIVE)
        assert Item.objects.get(pk=answer.item_id).state == Item.State.ANSWERED

    def test_its_author_is_told(self, project, answer, seconds, annotator, signed_in):
        flag(assignment=seconds)
        browser = signed_in(annotator)
        browser.post(f"/projects/{project.slug}/review/answers/{answer.pk}/undo/")
        page = browser.get(f"/projects/{project.slug}/review/")
        assert "Taken back. A lead decides this item now." in page.content.decode()


class TestASkip:
    @pytest.fixture
    def skipped(self, queue, project, annotator) -> Assignment:
        return skip(assignment=hand_out(project=project, user=annotator), reason="not my language")

    def test_the_item_comes_back_as_it_was_asked(self, skipped, project, annotator):
        again = undo_skip(assignment=skipped)
        assert list(held_by(annotator, project)) == [again]
        assert (again.item_id, again.stream, again.blind) == (skipped.item_id, skipped.stream, skipped.blind)
        submit(assignment=again, answers=POSITIVE)
        assert Item.objects.get(pk=again.item_id).state == Item.State.ANSWERED

    def test_it_counts_as_no_skip_any_more_and_stays_in_the_audit_log(self, skipped):
        undo_skip(assignment=skipped)
        assert not Assignment.objects.filter(state=Assignment.State.SKIPPED).exists()
        event = Event.objects.get(verb="skip.undone")
        assert (event.actor, event.detail["reason"]) == (skipped.user, "not my language")

    def test_once(self, skipped):
        undo_skip(assignment=skipped)
        with pytest.raises(SkipStands):
            undo_skip(assignment=skipped)

    def test_not_once_somebody_else_was_given_the_item(self, skipped, project, annotator2):
        held = hand_out(project=project, user=annotator2)
        assert held.item_id == skipped.item_id
        with pytest.raises(SkipStands):
            undo_skip(assignment=skipped)
        submit(assignment=held, answers=POSITIVE)
        with pytest.raises(SkipStands):
            undo_skip(assignment=skipped)

    def test_not_what_was_never_skipped(self, queue, project, annotator):
        flagged = flag(assignment=hand_out(project=project, user=annotator))
        with pytest.raises(NotSkipped):
            undo_skip(assignment=flagged)
        assert Item.objects.get(pk=flagged.item_id).state == Item.State.FLAGGED

    def passed_to_a_lead(self, skipped) -> Assignment:
        """The last of five skips."""
        item = Item.objects.get(pk=skipped.item_id)
        held = {"project": skipped.project, "item": item, "codebook": skipped.codebook, "stream": skipped.stream,
                "expires_at": skipped.expires_at, "user": skipped.user}  # fmt: skip
        Assignment.objects.bulk_create(Assignment(state=Assignment.State.SKIPPED, **held) for _ in range(3))
        item.state = Item.State.HELD
        item.save()
        last = skip(assignment=Assignment.objects.create(**held))
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED
        return last

    def test_one_that_passed_the_item_to_a_lead_takes_it_from_there(self, skipped):
        again = undo_skip(assignment=self.passed_to_a_lead(skipped))
        item = Item.objects.get(pk=again.item_id)
        assert (item.state, item.sample.state) == (Item.State.HELD, item.entered_as)

    def test_but_not_once_the_lead_has_decided(self, skipped, codebook, lead):
        last = self.passed_to_a_lead(skipped)
        decide(item=last.item, lead=lead, codebook=codebook, answers=POSITIVE)
        with pytest.raises(SkipStands):
            undo_skip(assignment=last)


class TestAFlag:
    @pytest.fixture
    def flagged(self, queue, project, annotator) -> Assignment:
        return flag(assignment=hand_out(project=project, user=annotator), reason="broken text")

    def test_the_item_comes_back_and_waits_for_no_lead_any_more(self, flagged, project, annotator):
        again = undo_flag(assignment=flagged)
        assert list(held_by(annotator, project)) == [again]
        assert (again.item_id, again.stream, again.blind) == (flagged.item_id, flagged.stream, flagged.blind)
        item = Item.objects.get(pk=again.item_id)
        assert (item.state, item.sample.state) == (Item.State.HELD, item.entered_as)
        assert not for_a_lead(project).exists()
        submit(assignment=again, answers=POSITIVE)
        assert Item.objects.get(pk=again.item_id).state == Item.State.ANSWERED

    def test_it_counts_as_no_flag_any_more_and_stays_in_the_audit_log(self, flagged):
        undo_flag(assignment=flagged)
        assert not Assignment.objects.filter(state=Assignment.State.FLAGGED).exists()
        event = Event.objects.get(verb="flag.undone")
        assert (event.actor, event.detail["reason"]) == (flagged.user, "broken text")

    def test_answers_of_others_hold_as_before(self, queue, project, policy, annotator, annotator2):
        policy.overlap_share = 1.0
        policy.save()
        answer = answer_by(annotator, project, NEGATIVE)
        again = undo_flag(assignment=flag(assignment=hand_out(project=project, user=annotator2)))
        assert again.item_id == answer.item_id
        submit(assignment=again, answers=NEGATIVE)
        item = Item.objects.get(pk=answer.item_id)
        assert (item.state, item.answers, item.sample.current_label) == (Item.State.ANSWERED, 2, "negative")

    def test_once(self, flagged):
        undo_flag(assignment=flagged)
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)

    def test_not_once_a_lead_has_decided_nor_when_that_was_taken_back(self, flagged, codebook, lead):
        decision = decide(item=flagged.item, lead=lead, codebook=codebook, answers=POSITIVE)
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)
        undo_decision(decision=decision, lead=lead)
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)

    def test_not_once_a_lead_has_sent_it_back(self, flagged, lead, project, annotator2):
        send_back(item=flagged.item, lead=lead)
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)
        flag(assignment=hand_out(project=project, user=annotator2))
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)

    def test_not_what_was_never_flagged(self, queue, project, annotator):
        held = hand_out(project=project, user=annotator)
        with pytest.raises(FlagStands):
            undo_flag(assignment=held)
        Item.objects.filter(pk=held.item_id).update(state=Item.State.FLAGGED)
        with pytest.raises(NotFlagged):
            undo_flag(assignment=held)
