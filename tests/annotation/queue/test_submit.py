"""An answer comes in, and the label that follows."""

import pytest
from django.core.exceptions import ValidationError

from annotation.models import Annotation, Assignment, Item, Resolution, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.settle import settle
from annotation.queue.refusals import AlreadyAnswered, LeaseGone
from generation.models import Codebook, Label, LabelSource, Question, Sample, SampleState
from tests.annotation.queue.test_hand_out import expire

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

POSITIVE, NEGATIVE = {"sentiment": "positive"}, {"sentiment": "negative"}


def sample_of(assignment) -> Sample:
    return Sample.objects.get(pk=assignment.item.sample_id)


def answer_by(user, project, answers):
    return submit(assignment=hand_out(project=project, user=user), answers=answers)


def test_a_persons_label_becomes_the_samples(queue, project, annotator):
    assignment = hand_out(project=project, user=annotator)
    submit(assignment=assignment, answers=NEGATIVE, seconds=4.2, comment=" dull ", rule="R1")
    sample = sample_of(assignment)
    stored = Annotation.objects.get()
    assert (sample.current_label, sample.label_source) == ("negative", LabelSource.PERSON)
    assert sample.state == SampleState.ACCEPTED
    assert (stored.label, stored.seconds, stored.comment, stored.rule) == ("negative", 4.2, "dull", "R1")
    assert Item.objects.get(pk=assignment.item_id).state == Item.State.ANSWERED


def test_the_same_answer_twice_is_one_answer(queue, project, annotator):
    assignment = hand_out(project=project, user=annotator)
    first = submit(assignment=assignment, answers=POSITIVE)
    assert submit(assignment=assignment, answers=POSITIVE).pk == first.pk
    assert Annotation.objects.count() == 1


def test_another_answer_from_a_second_tab_is_refused(queue, project, annotator):
    assignment = hand_out(project=project, user=annotator)
    submit(assignment=Assignment.objects.get(pk=assignment.pk), answers=POSITIVE)
    with pytest.raises(AlreadyAnswered):
        submit(assignment=assignment, answers=NEGATIVE)


REMARKS = [{"comment": "Another thought, @lena."}, {"rule": ""}, {"comment": "", "rule": ""}]


@pytest.mark.parametrize("other", REMARKS)
def test_so_is_another_comment_or_rule_or_nobody_would_ever_read_it(queue, project, annotator, other):
    said = {"answers": POSITIVE, "comment": "A thought.", "rule": "R1"}
    assignment = hand_out(project=project, user=annotator)
    first = submit(assignment=Assignment.objects.get(pk=assignment.pk), **said)
    assert submit(assignment=Assignment.objects.get(pk=assignment.pk), **said | {"comment": " A thought. "}) == first
    with pytest.raises(AlreadyAnswered, match="another comment or rule"):
        submit(assignment=assignment, **said | other)


def test_a_lease_that_ran_out_holds_until_somebody_else_has_the_item(queue, project, annotator):
    assignment = hand_out(project=project, user=annotator)
    expire(assignment)
    assert submit(assignment=assignment, answers=POSITIVE).pk


def test_a_lease_that_went_to_somebody_else_is_refused(queue, project, annotator, annotator2):
    assignment = hand_out(project=project, user=annotator)
    expire(assignment)
    hand_out(project=project, user=annotator2)
    with pytest.raises(LeaseGone):
        submit(assignment=assignment, answers=POSITIVE)


@pytest.mark.parametrize("end", [skip, flag])
def test_what_was_given_back_cannot_be_answered(queue, project, annotator, end):
    assignment = hand_out(project=project, user=annotator)
    end(assignment=assignment)
    with pytest.raises(LeaseGone):
        submit(assignment=assignment, answers=POSITIVE)


@pytest.mark.parametrize(
    "answers",
    [{}, {"sentiment": ""}, {"sentiment": "so-so"}, {"mood": "positive"}, {**POSITIVE, "mood": "x"}, "positive", None,
     {"sentiment": ["positive"]}],
)  # fmt: skip
def test_a_wrong_answer_is_refused_and_changes_nothing(queue, project, annotator, answers):
    assignment = hand_out(project=project, user=annotator)
    with pytest.raises(ValidationError):
        submit(assignment=assignment, answers=answers)
    assert Assignment.objects.get().state == Assignment.State.HELD
    assert sample_of(assignment).label_source == LabelSource.MACHINE


@pytest.mark.parametrize("more", [{"rule": "R9"}, {"comment": "x" * 5001}, {"comment": "nul\x00"}])
def test_a_wrong_remark_is_refused(queue, project, annotator, more):
    with pytest.raises(ValidationError):
        submit(assignment=hand_out(project=project, user=annotator), answers=POSITIVE, **more)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e9])
def test_a_broken_time_is_left_out(queue, project, annotator, seconds):
    answer = submit(assignment=hand_out(project=project, user=annotator), answers=POSITIVE, seconds=seconds)
    assert answer.seconds is None


def test_an_item_asked_under_an_older_codebook_is_answered_under_it(queue, project, codebook, lead, annotator):
    assignment = hand_out(project=project, user=annotator)
    newer = Codebook.objects.create(
        project=project, number=2, purpose="Other", fields=codebook.fields, created_by=lead, published_by=lead,
        published_at=codebook.published_at,
    )  # fmt: skip
    question = Question.objects.create(codebook=newer, position=0, name="tone", title="Tone?")
    for position, name in enumerate(["warm", "cold"]):
        Label.objects.create(question=question, position=position, name=name)
    answer = submit(assignment=assignment, answers=POSITIVE)
    assert answer.codebook == codebook
    assert hand_out(project=project, user=annotator).codebook == newer


class TestOverlap:
    """Items that more than one person answers."""

    @pytest.fixture(autouse=True)
    def _two_answers(self, queue, policy):
        policy.overlap_share = 1.0
        policy.save()

    def test_one_of_two_answers_holds_meanwhile(self, project, annotator):
        answer = answer_by(annotator, project, NEGATIVE)
        item = Item.objects.get(pk=answer.item_id)
        assert (item.state, item.answers) == (Item.State.WAITING, 1)
        assert item.sample.current_label == "negative"

    def test_two_equal_answers_settle_it(self, project, annotator, annotator2):
        answer_by(annotator, project, NEGATIVE)
        answer = answer_by(annotator2, project, NEGATIVE)
        assert answer.stream == Stream.OVERLAP
        assert Item.objects.get(pk=answer.item_id).state == Item.State.ANSWERED
        assert Resolution.objects.filter(item=answer.item_id).last().rule == Resolution.Rule.AGREEMENT

    def test_two_that_differ_ask_for_a_third_and_the_majority_holds(self, project, annotator, annotator2, lead):
        answer_by(annotator, project, NEGATIVE)
        second = answer_by(annotator2, project, POSITIVE)
        item = Item.objects.get(pk=second.item_id)
        assert (item.state, item.answers_needed, item.sample.state) == (
            Item.State.WAITING, 3, SampleState.NEEDS_PERSON,
        )  # fmt: skip
        third = answer_by(lead, project, NEGATIVE)
        item.refresh_from_db()
        assert third.item_id == item.pk
        assert (item.state, item.sample.current_label) == (Item.State.ANSWERED, "negative")
        assert Resolution.objects.filter(item=item).last().rule == Resolution.Rule.MAJORITY

    def test_three_that_differ_go_to_a_lead(self, project, codebook, annotator, annotator2, lead):
        Label.objects.create(question=codebook.questions.get(), position=2, name="mixed")
        for user, label in [(annotator, "negative"), (annotator2, "positive"), (lead, "mixed")]:
            answer = answer_by(user, project, {"sentiment": label})
        item = Item.objects.get(pk=answer.item_id)
        assert (item.state, item.sample.state) == (Item.State.FLAGGED, SampleState.NEEDS_PERSON)
        assert (item.sample.current_label, item.sample.label_source) == ("positive", LabelSource.MACHINE)


def test_several_questions_are_settled_one_by_one(project, codebook, policy, queue, annotator):
    question = Question.objects.create(
        codebook=codebook, position=1, name="spoiler", title="Spoiler?", required=False
    )  # fmt: skip
    for position, name in enumerate(["yes", "no"]):
        Label.objects.create(question=question, position=position, name=name)
    assignment = hand_out(project=project, user=annotator)
    submit(assignment=assignment, answers={"spoiler": "no", "sentiment": "positive"})
    assert sample_of(assignment).answers == {"sentiment": "positive", "spoiler": "no"}
    assert (Annotation.objects.get().label, sample_of(assignment).current_label) == ("positive", "positive")


def test_only_answers_to_the_newest_codebook_count(queue, project, codebook, annotator, annotator2, lead):
    Item.objects.update(answers_needed=2)
    first = hand_out(project=project, user=annotator)
    submit(assignment=first, answers=POSITIVE)
    newer = Codebook.objects.create(
        project=project, number=2, purpose="Other", fields=codebook.fields, created_by=lead, published_by=lead,
        published_at=codebook.published_at,
    )  # fmt: skip
    question = Question.objects.create(codebook=newer, name="mood", title="Mood?", position=0)
    for position, name in enumerate(["negative", "positive"]):
        Label.objects.create(question=question, position=position, name=name)
    second = hand_out(project=project, user=annotator2)
    Annotation.objects.create(
        project=project,
        item=first.item,
        assignment=second,
        user=annotator2,
        codebook=newer,
        stream=Stream.ACTIVE,
        blind=True,
        answers={"mood": "negative"},
        label="negative",
    )
    item = Item.objects.get(pk=first.item_id)
    resolution = settle(item=item)
    assert (item.answers, resolution.label, resolution.answers) == (1, "negative", {"mood": "negative"})
