"""Taking an answer back."""

import pytest

from annotation.models import Annotation, Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.undo import reveal, undo
from annotation.queue.frames import held_by
from annotation.queue.refusals import Seen, TooOld, Undone
from generation.models import LabelSource, MachineLabel, Sample
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
