"""Two people differ, a third is asked, and then one of the two changes their mind: the third is needed no more."""

import pytest

from annotation.models import Assignment, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.decide import send_back
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.actions.undo import undo
from annotation.queue.refusals import LeaseGone
from generation.models import Membership, Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

POSITIVE, NEGATIVE = {"sentiment": "positive"}, {"sentiment": "negative"}


@pytest.fixture
def third(project) -> User:
    person = User.objects.create_user("cleo")
    Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    return person


@pytest.fixture
def differ(queue, project, policy, annotator, annotator2, third):
    """The second of two answers that differ; two are asked of each item."""
    policy.overlap_share = 1.0
    policy.save()
    Item.objects.exclude(pk=Item.objects.first().pk).delete()
    submit(assignment=hand_out(project=project, user=annotator), answers=POSITIVE)
    return submit(assignment=hand_out(project=project, user=annotator2), answers=NEGATIVE)


def now() -> tuple[str, int]:
    item = Item.objects.get()
    return item.state, item.answers_needed


def test_who_holds_it_is_told_and_it_is_given_back(differ, project, third):
    held = hand_out(project=project, user=third)
    assert now() == ("held", 3)
    correct(annotation=differ, answers=POSITIVE)
    assert now() == ("answered", 2)
    assert Resolution.objects.last().rule == Resolution.Rule.AGREEMENT
    assert Assignment.objects.get(pk=held.pk).state == Assignment.State.RETURNED
    with pytest.raises(LeaseGone, match="others agreed on it meanwhile"):
        submit(assignment=Assignment.objects.get(pk=held.pk), answers=NEGATIVE)
    assert hand_out(project=project, user=third) is None


def test_the_room_keeps_what_they_had_answered_for_them(differ, project, third, signed_in):
    """409 is what the browser keeps the answer by, to be copied (static/js/review/outbox.js)."""
    held = hand_out(project=project, user=third)
    correct(annotation=differ, answers=POSITIVE)
    address = f"/projects/reviews/review/items/{held.lease}/answer/"
    sent = signed_in(third).post(address, {"q-sentiment": "negative"}, headers={"HX-Request": "true"})
    assert (sent.status_code, 'id="review-after"' in sent.content.decode()) == (409, True)
    assert "others agreed on it meanwhile" in sent.headers["HX-Trigger"]


def test_where_nobody_holds_it_yet_nobody_is_asked(differ, project, third):
    correct(annotation=differ, answers=POSITIVE)
    assert now() == ("answered", 2)
    assert hand_out(project=project, user=third) is None


def test_taken_back_and_given_anew_comes_to_the_same(differ, project, third):
    again = undo(annotation=differ)
    submit(assignment=again, answers=POSITIVE)
    assert now() == ("answered", 2)


def test_a_third_answer_that_is_in_counts(differ, project, third):
    submit(assignment=hand_out(project=project, user=third), answers=NEGATIVE)
    correct(annotation=differ, answers=POSITIVE)
    assert Item.objects.get().state == Item.State.ANSWERED
    assert Resolution.objects.last().rule == Resolution.Rule.MAJORITY


def test_a_correction_after_which_they_still_differ_takes_nothing_from_the_third(differ, project, third):
    held = hand_out(project=project, user=third)
    correct(annotation=differ, answers=NEGATIVE, comment="I am sure.")
    assert now() == ("held", 3)
    submit(assignment=held, answers=POSITIVE)
    assert Resolution.objects.last().label == "positive"


def test_where_the_lead_wants_three_the_third_is_still_asked(differ, project, policy, third):
    policy.overlap_people = 3
    policy.save()
    held = hand_out(project=project, user=third)
    correct(annotation=differ, answers=POSITIVE)
    assert now() == ("held", 3)
    assert submit(assignment=held, answers=POSITIVE)


def test_one_that_a_lead_sent_back_waits_for_the_answer_that_they_asked_for(differ, project, lead, third):
    flag(assignment=hand_out(project=project, user=third))
    item = Item.objects.select_related("project", "sample").get()
    send_back(item=item, lead=lead)
    correct(annotation=differ, answers=POSITIVE)
    assert now() == ("waiting", 3)
