"""How many people answer an item, and what settles it: the lead's choice when it is first handed out."""

import pytest

from annotation.agreement.actions import card_agreement
from annotation.certificate.actions import freeze
from annotation.models import DoneWhen, Item, Resolution, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import send_back
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.done import state_of
from annotation.queue.actions.undo import undo
from generation.models import Membership, Role, SampleState, User

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

GIVEN = {"+": {"sentiment": "positive"}, "-": {"sentiment": "negative"}}


@pytest.fixture
def crowd(project, queue, lead, annotator, annotator2):
    """Six people before one item."""
    Item.objects.exclude(sample=queue[0]).delete()
    more = [User.objects.create_user(f"more-{number}") for number in range(3)]
    for person in more:
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    return [lead, annotator, annotator2, *more]


def asked(policy, people, done_when):
    policy.overlap_share, policy.overlap_people, policy.done_when = 1.0, people, done_when
    policy.save()


def given(project, crowd, answers) -> Item:
    """One answer after the other, by one person each; fewer where the item is no longer handed out."""
    for person, sign in zip(crowd, answers, strict=False):
        if assignment := hand_out(project=project, user=person):
            submit(assignment=assignment, answers=GIVEN[sign])
    return Item.objects.select_related("sample").get()


@pytest.mark.parametrize(
    ("people", "done_when", "answers", "came", "state", "label", "rule"),
    [
        (2, DoneWhen.FIRST, "+-", 2, "answered", "positive", "single"),
        (3, DoneWhen.FIRST, "-++", 3, "answered", "negative", "single"),
        (2, DoneWhen.MAJORITY, "+-", 2, "waiting", "positive", "open"),
        (2, DoneWhen.MAJORITY, "+--", 3, "answered", "negative", "majority"),
        (3, DoneWhen.MAJORITY, "+-+", 3, "answered", "positive", "majority"),
        (4, DoneWhen.MAJORITY, "+-+-", 4, "waiting", "positive", "open"),
        (4, DoneWhen.MAJORITY, "+-+--", 5, "answered", "negative", "majority"),
        (5, DoneWhen.MAJORITY, "+++++", 5, "answered", "positive", "agreement"),
        (3, DoneWhen.ALL, "+++", 3, "answered", "positive", "agreement"),
        (3, DoneWhen.ALL, "+-++", 3, "flagged", "positive", "majority"),
        (2, DoneWhen.ALL, "+-+", 2, "flagged", "positive", "open"),
        (2, DoneWhen.LEAD, "++", 2, "flagged", "positive", "agreement"),
        (2, DoneWhen.LEAD, "+-+", 2, "flagged", "positive", "open"),
    ],
)  # fmt: skip
def test_what_several_answers_come_to(project, policy, crowd, people, done_when, answers, came, state, label, rule):
    asked(policy, people, done_when)
    item = given(project, crowd, answers)
    assert (item.answers, item.state, item.sample.current_label) == (came, state, label)
    newest = Resolution.objects.last()
    assert (newest.rule, newest.settles) == (rule, state == Item.State.ANSWERED)


def test_what_a_lead_is_to_decide_waits_as_such(project, policy, crowd):
    asked(policy, 2, DoneWhen.LEAD)
    assert given(project, crowd, "++").sample.state == SampleState.NEEDS_PERSON


def test_nobody_is_asked_for_more_than_there_are_people(project, policy, crowd):
    asked(policy, 5, DoneWhen.ALL)
    Membership.objects.filter(user__in=crowd[2:]).delete()
    item = given(project, crowd, "++")
    assert (item.answers_needed, item.state) == (2, Item.State.ANSWERED)


def test_who_leaves_leaves_the_rest_to_a_majority_or_a_lead(project, policy, crowd):
    asked(policy, 3, DoneWhen.ALL)
    assert given(project, crowd, "+").state == Item.State.WAITING
    Membership.objects.filter(user__in=crowd[2:]).delete()
    submit(assignment=hand_out(project=project, user=crowd[1]), answers=GIVEN["-"])
    assert Item.objects.get().state == Item.State.FLAGGED


def test_an_item_keeps_the_rule_that_it_was_handed_out_by(project, policy, crowd):
    asked(policy, 2, DoneWhen.ALL)
    given(project, crowd, "+")
    asked(policy, 2, DoneWhen.FIRST)
    submit(assignment=hand_out(project=project, user=crowd[1]), answers=GIVEN["-"])
    assert Item.objects.get().state == Item.State.FLAGGED


def test_an_audit_item_goes_by_the_reference_rule_of_its_snapshot(project, policy, crowd, lead):
    asked(policy, 5, DoneWhen.FIRST)
    policy.audit_open = True
    policy.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    first = hand_out(project=project, user=crowd[0], stream=Stream.AUDIT)
    assert (first.item.answers_needed, Item.objects.get().done_when) == (2, DoneWhen.MAJORITY)


def test_the_first_answer_taken_back_leaves_the_label_to_the_next(project, policy, crowd):
    asked(policy, 2, DoneWhen.FIRST)
    item = given(project, crowd, "+-")
    undo(annotation=item.annotations.select_related("assignment").first())
    assert Item.objects.select_related("sample").get().sample.current_label == "negative"


def test_an_item_that_is_sent_back_is_asked_of_one_more(project, policy, crowd, lead):
    asked(policy, 2, DoneWhen.ALL)
    item = send_back(item=given(project, crowd, "+-"), lead=lead)
    assert (item.state, item.answers_needed) == (Item.State.WAITING, 3)


def test_agreement_is_of_the_first_two_answers_whatever_settles_it(project, codebook, policy, crowd):
    asked(policy, 5, DoneWhen.FIRST)
    given(project, crowd, "+--++")
    percent = card_agreement(project, codebook)[0]
    assert (percent["items"], percent["answers"]) == (1, 2)


def test_no_rule_asks_for_ever():
    for done_when in DoneWhen.values:
        for needed in range(1, 6):
            last = state_of(done_when=done_when, answers=max(needed, 5), needed=needed, rule=Resolution.Rule.OPEN)
            assert last == Item.State.FLAGGED
