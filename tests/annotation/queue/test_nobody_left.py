"""Where everybody who could answer has done so, an item waits for nobody: a lead gets it."""

import pytest
from django.utils import timezone

from annotation.certificate.actions import freeze
from annotation.certificate.frames import current_snapshot, removals
from annotation.models import Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide, send_back
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.refusals import NobodyElse
from annotation.review.frames import for_a_lead
from generation.models import Codebook, Event, Label, Membership, Question, Role, SampleState
from tests.annotation.queue.test_submit import NEGATIVE, POSITIVE, answer_by

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture(autouse=True)
def _two_people(queue, project, policy, lead):
    """Anna and Arno answer every item; Vera may only look, and Lena has left."""
    Membership.objects.filter(project=project, user=lead).delete()
    policy.overlap_share = 1.0
    policy.save()


def publish(project, codebook, lead) -> Codebook:
    """The same question under a second version."""
    newer = Codebook.objects.create(
        project=project, number=2, purpose=codebook.purpose, fields=codebook.fields, created_by=lead,
        published_by=lead, published_at=timezone.now(),
    )  # fmt: skip
    question = Question.objects.create(codebook=newer, position=0, name="sentiment", title="Sentiment?")
    for position, name in enumerate(["negative", "positive"]):
        Label.objects.create(question=question, position=position, name=name)
    return newer


def drain(project, *answers_of):
    """Each person answers all that they are given, until nobody is given anything."""
    while any(_answers_all(project, user, answers) for user, answers in answers_of):
        pass


def _answers_all(project, user, answers) -> int:
    given = 0
    while assignment := hand_out(project=project, user=user):
        submit(assignment=assignment, answers=answers)
        given += 1
    return given


def test_two_answers_that_differ_go_to_a_lead_where_there_is_no_third_person(project, annotator, annotator2):
    answer_by(annotator, project, NEGATIVE)
    answer = answer_by(annotator2, project, POSITIVE)
    item = for_a_lead(project).get()
    assert (item.pk, item.sample.state) == (answer.item_id, SampleState.NEEDS_PERSON)


def test_they_wait_where_there_is_one(project, annotator, annotator2, lead):
    Membership.objects.create(project=project, user=lead, role=Role.LEAD)
    answer_by(annotator, project, NEGATIVE)
    answer = answer_by(annotator2, project, POSITIVE)
    assert Item.objects.get(pk=answer.item_id).state == Item.State.WAITING
    assert answer_by(lead, project, POSITIVE).item_id == answer.item_id


def test_an_audit_counts_what_a_lead_decided(project, codebook, policy, annotator, annotator2, lead):
    policy.audit_share = 1.0
    policy.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="two_adjudicated")
    drain(project, (annotator, NEGATIVE), (annotator2, POSITIVE))
    rows = current_snapshot(project).items.all()
    assert [row.removal.loss for row in removals(rows)] == [None] * 10
    for item in for_a_lead(project):
        decide(item=item, lead=lead, codebook=codebook, answers=NEGATIVE)
    assert [row.removal.loss for row in removals(rows)] == [1.0] * 10


def test_who_works_alone_under_the_rule_of_two_answers_leaves_the_second_to_a_lead(
    project, policy, annotator, annotator2, lead
):
    Membership.objects.filter(project=project, user=annotator2).delete()
    policy.audit_share = 1.0
    policy.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="two_adjudicated")
    answer = answer_by(annotator, project, NEGATIVE)
    item = for_a_lead(project).get()
    assert (item.pk, item.sample.current_label) == (answer.item_id, "negative")
    assert item.sample.state == SampleState.NEEDS_PERSON


def test_under_a_new_codebook_both_are_asked_again(project, codebook, annotator, annotator2, lead):
    answer = answer_by(annotator, project, NEGATIVE)
    publish(project, codebook, lead)
    assert answer_by(annotator2, project, NEGATIVE).item_id == answer.item_id
    drain(project, (annotator, NEGATIVE), (annotator2, NEGATIVE))
    assert set(Item.objects.values_list("state", flat=True)) == {Item.State.ANSWERED}
    assert Resolution.objects.filter(item=answer.item_id).last().rule == Resolution.Rule.AGREEMENT


def test_two_that_differed_before_it_and_agree_under_it_have_settled_the_item(
    project, codebook, annotator, annotator2, lead
):
    answer_by(annotator, project, NEGATIVE)
    answer_by(annotator2, project, POSITIVE)
    item = for_a_lead(project).get()
    publish(project, codebook, lead)
    send_back(item=item, lead=lead)
    drain(project, (annotator, NEGATIVE), (annotator2, NEGATIVE))
    item.refresh_from_db()
    assert (item.state, item.answers, item.sample.current_label) == (Item.State.ANSWERED, 2, "negative")


def test_an_answer_under_the_old_codebook_leaves_both_to_be_asked(project, codebook, annotator, annotator2, lead):
    answer = answer_by(annotator, project, NEGATIVE)
    under_the_old_one = hand_out(project=project, user=annotator2)
    publish(project, codebook, lead)
    submit(assignment=under_the_old_one, answers=POSITIVE)
    assert Item.objects.get(pk=answer.item_id).state == Item.State.WAITING


def test_who_leaves_the_project_is_no_longer_waited_for(project, annotator, annotator2, lead):
    Membership.objects.create(project=project, user=lead, role=Role.LEAD)
    drain(project, (annotator, NEGATIVE), (annotator2, POSITIVE))
    assert for_a_lead(project).count() == 0
    Membership.objects.filter(project=project, user=lead).delete()
    assert hand_out(project=project, user=annotator) is None
    assert for_a_lead(project).count() == 10
    event = Event.objects.filter(verb="item.passed_on").first()
    assert (event.project, event.actor) == (project, None)


def test_who_has_not_answered_yet_is_waited_for(project, annotator, annotator2):
    drain(project, (annotator, NEGATIVE))
    assert hand_out(project=project, user=annotator) is None
    assert set(Item.objects.values_list("state", flat=True)) == {Item.State.WAITING}


def test_a_skip_of_the_other_person_is_waited_for_too(project, annotator, annotator2):
    answer = answer_by(annotator, project, NEGATIVE)
    skip(assignment=hand_out(project=project, user=annotator2))
    assert hand_out(project=project, user=annotator).item_id != answer.item_id
    assert Item.objects.get(pk=answer.item_id).state == Item.State.WAITING


def test_what_nobody_could_answer_is_not_sent_back(project, annotator, annotator2, lead):
    answer_by(annotator, project, NEGATIVE)
    answer_by(annotator2, project, POSITIVE)
    item = for_a_lead(project).get()
    with pytest.raises(NobodyElse):
        send_back(item=item, lead=lead)
    assert for_a_lead(project).get() == item
    Membership.objects.create(project=project, user=lead, role=Role.LEAD)
    send_back(item=item, lead=lead)
    assert hand_out(project=project, user=lead).item_id == item.pk
    assert Assignment.objects.filter(state=Assignment.State.HELD).count() == 1
