"""When a person may see what the model says: never blind afterwards, and never on what has to stay blind."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Assignment, Stream
from annotation.queue.actions import look as looking
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.look import look
from annotation.queue.actions.undo import reveal, undo
from annotation.queue.frames import assignment_for, suggestion_for
from annotation.queue.refusals import LeaseGone, NotOffered, NotTold, Seen, TooEarly
from annotation.review.actions import two_people_revise
from generation.access import project_for
from generation.models import MachineLabel

POSITIVE = {"sentiment": "positive"}
ROOM = "/projects/reviews/review/"

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def on_demand(queue, policy):
    policy.suggestion = "asked"
    policy.save()
    return policy


@pytest.fixture
def held(on_demand, project, annotator):
    return hand_out(project=project, user=annotator)


def test_an_answer_without_a_look_is_blind(held):
    assert suggestion_for(held) is None
    assert submit(assignment=held, answers=POSITIVE).blind


def test_an_answer_after_a_look_is_not(held):
    assert look(assignment=held)["answers"] == POSITIVE
    assert not submit(assignment=held, answers=POSITIVE).blind
    assert Assignment.objects.get().looked_at


def test_no_coin_fell_so_these_answers_are_in_no_comparison_of_arms(held):
    look(assignment=held)
    assert Assignment.objects.get().blind_chance is None


def test_a_look_at_an_item_that_no_model_labelled_shows_nothing_and_changes_nothing(held):
    MachineLabel.objects.all().delete()
    assert look(assignment=held) is None
    assert Assignment.objects.get().blind


def test_nobody_looks_after_the_answer_was_sent(held, project, annotator):
    other_tab = assignment_for(annotator, project, held.lease)
    submit(assignment=held, answers=POSITIVE)
    with pytest.raises(LeaseGone):
        look(assignment=other_tab)
    assert Annotation.objects.get().blind


def test_an_answer_that_another_tab_sends_after_the_look_is_not_blind(held, project, annotator):
    """The look came in between reading the lease and ending it."""
    other_tab = assignment_for(annotator, project, held.lease)
    look(assignment=held)
    assert not submit(assignment=other_tab, answers=POSITIVE).blind


def test_what_is_taken_back_after_a_look_comes_back_as_seen(held):
    look(assignment=held)
    again = undo(annotation=submit(assignment=held, answers=POSITIVE))
    assert (again.blind, again.look) == (False, "asked")


def test_after_some_seconds_and_not_before(on_demand, project, annotator):
    on_demand.suggestion, on_demand.suggestion_seconds = "delayed", 10
    on_demand.save()
    held = hand_out(project=project, user=annotator)
    with pytest.raises(TooEarly):
        look(assignment=held)
    held.created_at = timezone.now() - timedelta(seconds=11)
    assert look(assignment=held)


@pytest.mark.parametrize("suggestion", ["hidden", "shown"])
def test_there_is_no_look_where_the_lead_chose_none(queue, policy, project, annotator, suggestion):
    policy.suggestion = suggestion
    policy.save()
    with pytest.raises(NotOffered):
        look(assignment=hand_out(project=project, user=annotator))


def test_what_several_people_answer_stays_blind(on_demand, project, annotator):
    on_demand.overlap_share = 1.0
    on_demand.save()
    assert hand_out(project=project, user=annotator).look == ""


def test_while_an_audit_draws_nothing_can_be_looked_at(on_demand, project, annotator, lead):
    on_demand.audit_open = True
    on_demand.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    held = [hand_out(project=project, user=annotator, stream=stream) for stream in (Stream.AUDIT, Stream.ACTIVE)]
    assert [(one.blind, one.look) for one in held] == [(True, ""), (True, "")]


def test_the_room_offers_a_look_and_shows_it(held, signed_in, annotator):
    browser = signed_in(annotator)
    assert "data-look" in browser.get(ROOM).content.decode()
    answer = browser.post(f"{ROOM}items/{held.lease}/look/", headers={"HX-Request": "true"}).content.decode()
    assert "The model says" in answer
    assert "positive" in answer
    assert "The model says" in browser.get(ROOM).content.decode()


def test_the_room_says_why_there_is_no_look(held, signed_in, annotator):
    submit(assignment=held, answers=POSITIVE)
    reply = signed_in(annotator).post(f"{ROOM}items/{held.lease}/look/", headers={"HX-Request": "true"})
    assert reply.status_code == 409


def test_by_rest(held, api_client, annotator):
    client = api_client(annotator)
    reply = client.post(f"/api/v1/projects/reviews/queue/{held.lease}/look", {}, content_type="application/json")
    assert reply.json()["suggestion"]["answers"] == POSITIVE


class TestAfterwards:
    def test_never(self, queue, policy, project, annotator, signed_in):
        policy.suggestion, policy.reveal_after = "hidden", "never"
        policy.save()
        answer = submit(assignment=hand_out(project=project, user=annotator), answers=POSITIVE)
        with pytest.raises(NotTold):
            reveal(annotation=answer)
        assert "data-reveal" not in signed_in(annotator).get(ROOM).content.decode()

    def test_always_and_then_the_answer_stands(self, queue, policy, project, annotator, signed_in):
        policy.suggestion, policy.reveal_after = "hidden", "always"
        policy.save()
        lease = hand_out(project=project, user=annotator).lease
        page = signed_in(annotator).post(
            f"{ROOM}items/{lease}/answer/", {"q-sentiment": "negative"}, headers={"HX-Request": "true"}
        )
        assert "The model said of it" in page.content.decode()
        with pytest.raises(Seen):
            undo(annotation=Annotation.objects.select_related("project", "user").get())


@pytest.mark.django_db(transaction=True)
def test_a_look_and_an_answer_at_the_same_moment(held, project, annotator, monkeypatch):
    """The answer that waits for the look behind it goes down as not blind, whoever read what before."""
    tab = assignment_for(annotator, project, held.lease)
    read, answers = looking.machine_answer, []

    def slowly(sample):
        said = read(sample)
        thread.start()
        thread.join(1)
        return said

    def answer():
        answers.append(submit(assignment=tab, answers=POSITIVE))
        connections.close_all()

    thread = threading.Thread(target=answer)
    monkeypatch.setattr(looking, "machine_answer", slowly)
    try:
        with transaction.atomic():
            look(assignment=held)
        seen = True
    except LeaseGone:
        seen = False
    thread.join(20)
    assert answers[0].blind is not seen


# -- a rule that hides what somebody holds already ---------------------------------------------------------------------
def room(browser) -> str:
    return browser.get(ROOM).content.decode()


@pytest.fixture
def shown(queue, policy, project, annotator, monkeypatch):
    """An item held with its suggestion."""
    monkeypatch.setattr("annotation.queue.actions.lease.BLIND_SHARE", 0.0)
    return hand_out(project=project, user=annotator)


@pytest.mark.parametrize("switch", ["two people revise", "hidden"])
def test_what_somebody_holds_is_told_no_more_once_a_lead_hides_it(
    switch, shown, policy, project, lead, annotator, signed_in
):
    browser = signed_in(annotator)
    assert "The model says" in room(browser)
    if switch == "hidden":
        policy.suggestion = "hidden"
        policy.save()
    else:
        two_people_revise(project=project, lead=lead)
    page = room(browser)
    assert shown.lease in page
    assert "The model says" not in page
    fresh = assignment_for(annotator, project_for(annotator, "reviews"), shown.lease)
    assert suggestion_for(fresh) is None
    annotation = submit(assignment=fresh, answers=POSITIVE)
    assert not annotation.blind, "it may have been read before"
    assert annotation.item.answers_needed == 1, "and it is asked as it was handed out"


def test_an_open_page_takes_it_away_with_the_next_answer(shown, policy, project, annotator, signed_in):
    browser = signed_in(annotator)
    page = room(browser)
    waits = Assignment.objects.exclude(pk=shown.pk).get().lease
    assert page.count("The model says") == 2
    policy.suggestion = "hidden"
    policy.save()
    reply = browser.post(
        f"{ROOM}items/{shown.lease}/answer/",
        {"q-sentiment": "positive", "have": waits},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "data-hides" in reply
    assert "The model says" not in reply


def test_nobody_looks_any_more_once_a_lead_hides_it(held, policy, project, annotator, signed_in):
    browser = signed_in(annotator)
    assert "What does the model say?" in room(browser)
    policy.suggestion = "hidden"
    policy.save()
    assert "What does the model say?" not in room(browser)
    with pytest.raises(NotOffered):
        look(assignment=assignment_for(annotator, project, held.lease))
    assert Assignment.objects.get(pk=held.pk).blind
