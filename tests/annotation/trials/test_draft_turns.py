"""People answer a try's items by its draft: who is handed what, and that nothing of it touches the items."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotation.models import Annotation, DraftTurn, Half, Item, Resolution, TrialAnswer
from annotation.queue.draft_turns import draft_waits
from annotation.queue.refusals import AlreadyAnswered, LeaseGone, TooOld, Undone
from annotation.trials.actions.people import ask_people, withdraw
from annotation.trials.actions.turns import answer, at_hand, correct, flag, skip, take, undo
from generation.models import Sample
from tests.annotation.making import newer_version
from tests.annotation.trials.drafting import make_trial

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator)


@pytest.fixture
def say(project):
    """`say(turn, "mixed")`: its person answers so."""

    def answered(turn, label="mixed", **more):
        return answer(project=project, user=turn.user, lease=turn.lease, answers={"sentiment": label}, **more)

    return answered


def take_all(project, user) -> list[DraftTurn]:
    found = []
    while turn := take(project=project, user=user):
        found.append(turn)
    return found


def test_items_are_drawn_from_the_development_half_alone(trial, lead):
    turns = ask_people(trial=trial, by=lead, items=6)
    assert {turn.place.half for turn in turns} == {Half.DEVELOPMENT}
    assert len({turn.place_id for turn in turns}) == 6


def test_no_more_are_asked_for_than_there_are(trial, lead):
    ask_people(trial=trial, by=lead, items=4)
    with pytest.raises(ValidationError, match="2 items of the development half"):
        ask_people(trial=trial, by=lead, items=3)


@pytest.mark.parametrize("wrong", [{"items": 0}, {"items": 501}, {"each": 6}, {"people": ["vera"]}, {"people": ["x"]}])
def test_what_does_not_fit_is_refused_and_asks_nobody(trial, lead, wrong):
    with pytest.raises(ValidationError):
        ask_people(trial=trial, by=lead, **({"items": 2} | wrong))
    assert not DraftTurn.objects.exists()


def test_who_has_not_answered_an_item_before_is_handed_it(trial, lead, annotator, annotator2, project):
    ask_people(trial=trial, by=lead, items=3)
    assert take(project=project, user=annotator) is None  # anna gave the answers that hold; arno and lena did not
    assert not draft_waits(annotator, project)
    assert draft_waits(annotator2, project)
    assert len(take_all(project, annotator2)) == 3


def test_looking_for_an_item_costs_as_much_however_many_are_others_to_answer(
    trial, lead, annotator, annotator2, project, django_assert_num_queries
):
    ask_people(trial=trial, by=lead, items=1)
    with CaptureQueriesContext(connection) as first:
        assert not draft_waits(annotator, project)
    ask_people(trial=trial, by=lead, items=5)
    with django_assert_num_queries(len(first)):
        assert not draft_waits(annotator, project)
    assert not [query for query in first if '"fields"' in query["sql"]]  # nobody's text is read to know


def test_who_has_answered_it_before_is_asked_once_nobody_else_is_there(trial, lead, annotator, annotator2, project):
    ask_people(trial=trial, by=lead, items=1)
    for user in (annotator2, lead):
        turn = take(project=project, user=user)
        skip(project=project, user=user, lease=turn.lease)
    assert take(project=project, user=annotator).place.item.annotations.get().user == annotator


def test_a_person_who_is_named_is_asked_what_they_answered_before(trial, lead, annotator, annotator2, project):
    ask_people(trial=trial, by=lead, items=2, people=["anna"])
    assert take(project=project, user=annotator2) is None
    assert len(take_all(project, annotator)) == 2


def test_each_of_several_people_answers_an_item_once(trial, lead, annotator2, project):
    ask_people(trial=trial, by=lead, items=2, each=2)
    first, second = take_all(project, annotator2), take_all(project, lead)
    assert {turn.place_id for turn in first} == {turn.place_id for turn in second}
    assert (len(first), len(second)) == (2, 2)


def test_an_answer_by_the_draft_touches_nothing_of_the_item(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    item = Item.objects.values().get(pk=turn.item.pk)
    sample = Sample.objects.values().get(pk=turn.item.sample_id)
    counts = Annotation.objects.count(), Resolution.objects.count()
    stored = say(turn, "mixed", rule="R1", comment=" one actor ", seconds=3.5)
    assert (stored.label, stored.rule, stored.comment, stored.seconds) == ("mixed", "R1", "one actor", 3.5)
    assert stored.codebook_id == trial.candidate_id
    assert Item.objects.values().get(pk=turn.item.pk) == item
    assert Sample.objects.values().get(pk=turn.item.sample_id) == sample
    assert (Annotation.objects.count(), Resolution.objects.count()) == counts


def test_an_answer_goes_by_the_draft_and_not_by_the_version_in_force(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    with pytest.raises(ValidationError):
        say(turn, "unheard of")
    with pytest.raises(ValidationError):
        say(turn, "mixed", rule="R9")
    assert say(turn, "mixed").label == "mixed"  # a label that the draft alone has


def test_the_same_sent_twice_is_one_answer_and_another_one_is_refused(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    assert say(turn).pk == say(turn).pk
    for other in ({"label": "negative"}, {"comment": "A second thought."}, {"rule": "R1"}):
        with pytest.raises(AlreadyAnswered, match="another comment or rule"):
            say(turn, **other)


def test_a_skipped_item_goes_to_another_person(trial, lead, annotator2, project):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    for _twice in range(2):
        skip(project=project, user=annotator2, lease=turn.lease)
    assert take(project=project, user=annotator2) is None
    assert take(project=project, user=lead).place_id == turn.place_id
    assert take(project=project, user=lead) is None


def test_a_flag_says_why_and_asks_nobody_else(trial, lead, annotator2, project):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    flag(project=project, user=annotator2, lease=turn.lease, reason="no language I know")
    assert DraftTurn.objects.get().reason == "no language I know"
    assert take(project=project, user=lead) is None
    with pytest.raises(ValidationError):
        flag(project=project, user=annotator2, lease=turn.lease, reason="x" * 501)


def run_out():
    DraftTurn.objects.update(expires_at=timezone.now() - timedelta(minutes=1))


def test_what_runs_out_goes_to_another_person_who_holds_it_alone(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    late = take(project=project, user=annotator2)
    run_out()
    say(take(project=project, user=lead))
    with pytest.raises(LeaseGone):
        say(late)
    assert TrialAnswer.objects.count() == 1


def test_a_late_answer_is_taken_as_long_as_nobody_else_has_the_item(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    run_out()
    assert say(turn).label == "mixed"


def test_a_stolen_lease_opens_nothing(trial, lead, annotator, annotator2, project):
    ask_people(trial=trial, by=lead, items=1)
    turn = take(project=project, user=annotator2)
    for act in (skip, flag):
        with pytest.raises(LeaseGone):
            act(project=project, user=annotator, lease=turn.lease)
    with pytest.raises(LeaseGone):
        answer(project=project, user=annotator, lease=turn.lease, answers={"sentiment": "mixed"})


def test_what_is_taken_back_comes_to_its_person_again(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    stored = say(take(project=project, user=annotator2))
    again = undo(answer=stored, project=project)
    assert [turn.pk for turn in at_hand(project=project, user=annotator2, count=2)] == [again.pk]
    with pytest.raises(Undone):
        undo(answer=stored, project=project)
    assert say(again, "negative").label == "negative"
    assert TrialAnswer.objects.valid().count() == 1


def test_only_the_last_ten_can_be_taken_back(trial, lead, annotator2, project, say, monkeypatch):
    monkeypatch.setattr("annotation.queue.draft_turns.LAST_ANSWERS", 2)
    ask_people(trial=trial, by=lead, items=3)
    first, *_others = [say(turn) for turn in take_all(project, annotator2)]
    with pytest.raises(TooOld):
        undo(answer=first, project=project)


def test_a_correction_keeps_what_was_said_before(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    stored = say(take(project=project, user=annotator2))
    assert correct(answer=stored, project=project, answers={"sentiment": "mixed"}).pk == stored.pk
    newest = correct(answer=stored, project=project, answers={"sentiment": "negative"}, comment="after all")
    assert TrialAnswer.objects.valid().get() == newest
    assert TrialAnswer.objects.count() == 2
    with pytest.raises(Undone):
        correct(answer=stored, project=project, answers={"sentiment": "positive"})


def test_a_correction_whose_reply_was_lost_is_sent_again_and_taken_as_stored(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=1)
    stored = say(take(project=project, user=annotator2))
    said = {"project": project, "answers": {"sentiment": "negative"}, "comment": "after all"}
    newest = correct(answer=stored, **said)
    assert correct(answer=stored, **said) == newest
    assert TrialAnswer.objects.count() == 2
    undo(answer=newest, project=project)
    with pytest.raises(Undone):
        correct(answer=stored, **said)


def test_a_lead_asks_no_further_and_what_is_in_hand_may_still_be_answered(trial, lead, annotator2, project, say):
    ask_people(trial=trial, by=lead, items=3)
    turn = take(project=project, user=annotator2)
    assert withdraw(trial=trial, by=lead) == 2
    assert take(project=project, user=annotator2) is None
    assert say(turn).label == "mixed"
    assert len(ask_people(trial=trial, by=lead, items=5)) == 5  # what was withdrawn may be asked anew


def test_once_another_version_is_in_force_nobody_is_handed_the_draft(trial, lead, annotator2, project):
    ask_people(trial=trial, by=lead, items=1)
    trial.split.project.codebooks.filter(published_at=None, number__isnull=False).delete()
    newer_version(project, lead)
    assert take(project=project, user=annotator2) is None
