"""Items that a rule keeps for some people, and people who left: nobody is starved, and nothing waits for ever."""

import pytest
from django.core.exceptions import ValidationError

from annotation.models import DraftTurn, Half, Item, Lane
from annotation.queue.draft_turns import draft_waits
from annotation.queue.frames import could_answer, lanes_of_others
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.turns import answer, skip, take
from generation.models import Membership, Role
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator, held_out=2, done=True)


@pytest.fixture
def kept_for(project):
    """`kept_for(lena, items)`: a rule keeps these items for lena."""

    def keep(user, items) -> Lane:
        lane = Lane.objects.create(project=project, part="metadata", key="topic", value="films")
        lane.people.add(Membership.objects.get(project=project, user=user))
        Item.objects.filter(pk__in=items).update(lane=lane.pk)
        return lane

    return keep


@pytest.mark.parametrize("look_at", [2, 200])
def test_who_stands_behind_many_items_of_other_people_is_handed_theirs(
    trial, lead, annotator2, project, kept_for, monkeypatch, look_at
):
    monkeypatch.setattr("annotation.queue.draft_turns.LOOK_AT", look_at)
    turns = ask_people(trial=trial, by=lead, items=5)
    kept_for(lead, [turn.place.item_id for turn in turns[:4]])
    assert draft_waits(annotator2, project)
    assert take(project=project, user=annotator2).pk == turns[4].pk
    assert take(project=project, user=annotator2) is None
    assert take(project=project, user=lead).pk == turns[0].pk


def test_what_nobody_else_can_answer_is_found_behind_what_others_can(
    trial, lead, annotator, annotator2, project, monkeypatch
):
    monkeypatch.setattr("annotation.queue.draft_turns.LOOK_AT", 2)
    ask_people(trial=trial, by=lead, items=5)
    last = DraftTurn.objects.order_by("pk").last()
    for user in (annotator2, lead):
        DraftTurn.objects.create(
            project=project, place=last.place, codebook=last.codebook, asked_by=lead, user=user, state="skipped"
        )
    assert draft_waits(annotator, project)  # anna had answered all five before
    assert take(project=project, user=annotator).place_id == last.place_id


def test_the_rules_that_keep_items_for_others_are_the_other_side_of_who_could_answer(
    trial, lead, annotator, annotator2, project, kept_for
):
    lane = kept_for(annotator2, [])
    for user in (lead, annotator, annotator2):
        barred = lane.pk in lanes_of_others(user, project.pk).values_list("pk", flat=True)
        assert barred == (user.pk not in could_answer(project.pk, lane.pk))


def test_no_more_answers_are_asked_of_an_item_than_people_may_answer_it(trial, lead, annotator2, project, kept_for):
    kept_for(annotator2, list(Item.objects.values_list("pk", flat=True)[:2]))
    with pytest.raises(ValidationError, match="2 items drawn go to fewer people"):
        ask_people(trial=trial, by=lead, items=6, each=2)
    assert not DraftTurn.objects.exists()
    assert len(ask_people(trial=trial, by=lead, items=6, each=1)) == 6


def test_who_is_named_is_asked_whatever_the_rules_say(trial, lead, annotator, annotator2, project, kept_for):
    kept_for(annotator2, list(Item.objects.values_list("pk", flat=True)))
    ask_people(trial=trial, by=lead, items=1, people=["anna"])
    assert take(project=project, user=annotator)


def test_what_a_person_was_asked_by_name_is_anybodys_once_they_have_left(trial, lead, annotator, annotator2, project):
    ask_people(trial=trial, by=lead, items=1, people=["anna"])
    assert take(project=project, user=annotator2) is None
    Membership.objects.filter(project=project, user=annotator).delete()
    turn = take(project=project, user=annotator2)
    skip(project=project, user=annotator2, lease=turn.lease)
    again = take(project=project, user=lead)  # not skipped for good: nobody is named any more
    assert again.place_id == turn.place_id
    assert answer(project=project, user=lead, lease=again.lease, answers={"sentiment": "mixed"}).label == "mixed"


def test_a_held_out_item_of_who_leads_now_goes_to_who_does_not(trial, lead, annotator, annotator2, project):
    ask_people(trial=trial, by=lead, items=1, people=["anna"], half=Half.HELD_OUT)
    Membership.objects.filter(user=annotator).update(role=Role.LEAD)
    assert take(project=project, user=annotator) is None
    assert take(project=project, user=annotator2)
