"""A lead takes a gold item out of the checks and puts it back; where none is left, nothing is hidden for their sake."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.attention.work import gold_answers
from annotation.models import Dispenser, Item, RetiredCheck, Stream
from annotation.queue.actions import dispense, spent
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import lock_dispenser, pull
from annotation.queue.actions.retire import put_back, retire
from annotation.queue.frames import feedback
from annotation.queue.refusals import NoCheck, NotRetired, RetiredAlready
from annotation.review.gold import gold_report
from annotation.review.mix import mix_under
from generation.models import Event, Origin, SampleState
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

RIGHT, WRONG = {"sentiment": "negative"}, {"sentiment": "positive"}
MADE = {"label": "", "origin": Origin.GOLD, "reference": "negative", "state": SampleState.ACCEPTED}


@pytest.fixture
def gold(queue, project, policy) -> list[Item]:
    """Two gold items; each hand-out may be a check."""
    policy.gold_share, policy.suggestion = 0.5, "delayed"
    policy.save()
    samples = add_samples(project, 2, start=100, **MADE)
    pull(project=project)
    return list(Item.objects.filter(sample__in=samples).order_by("pk"))


def check(project, user):
    return hand_out(project=project, user=user, stream=Stream.GOLD)


def test_it_is_given_to_nobody_until_it_is_put_back(gold, project, annotator, annotator2, lead):
    retire(item=gold[0], lead=lead, counts=False)
    assert [check(project, annotator).item_id, check(project, annotator)] == [gold[1].pk, None]
    put_back(item=gold[0], lead=lead)
    assert check(project, annotator).item_id == gold[0].pk


def test_each_word_is_kept_with_who_and_when(gold, lead, annotator):
    retire(item=gold[0], lead=lead, counts=True)
    put_back(item=gold[0], lead=annotator)
    retire(item=gold[0], lead=lead, counts=False)
    first, second = RetiredCheck.objects.order_by("pk")
    assert (first.created_by, first.returned_by, first.counts) == (lead, annotator, True)
    assert (second.returned_at, second.counts) == (None, False)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "check.retired", "check.back", "check.retired",
    ]  # fmt: skip


def test_what_home_tells_everybody_of_it_names_no_item(gold, lead, annotator, signed_in):
    retire(item=gold[0], lead=lead, counts=False)
    page = signed_in(annotator).get("/projects/reviews/").text
    assert "took a gold item out of the checks" in page
    assert str(gold[0].number) not in page


def test_twice_and_of_another_item_it_is_refused(gold, lead):
    retire(item=gold[0], lead=lead, counts=False)
    with pytest.raises(RetiredAlready):
        retire(item=gold[0], lead=lead, counts=False)
    with pytest.raises(NotRetired):
        put_back(item=gold[1], lead=lead)
    with pytest.raises(NoCheck):
        retire(item=Item.objects.exclude(state=Item.State.GOLD).first(), lead=lead, counts=False)


@pytest.mark.parametrize(("counts", "asked"), [(True, 2), (False, 1)])
def test_answers_to_it_count_for_people_only_where_it_was_not_wrong(gold, project, annotator, lead, counts, asked):
    for _ in gold:
        submit(assignment=check(project, annotator), answers=WRONG)
    retire(item=gold[0], lead=lead, counts=counts)
    assert len(gold_answers(project)) == asked
    assert gold_report(project, {})["all"]["n"] == asked


def test_who_holds_a_wrong_one_is_not_told_that_it_is_right(gold, project, annotator, lead):
    held = check(project, annotator)
    retire(item=held.item, lead=lead, counts=False)
    assert feedback(submit(assignment=held, answers=WRONG)) is None


class TestWhereNoneIsLeft:
    @pytest.fixture
    def spent_now(self, gold, project, annotator, annotator2):
        for person in (annotator, annotator2):
            for _ in gold:
                submit(assignment=check(project, person), answers=RIGHT)

    def look(self, project) -> Dispenser:
        dispenser = lock_dispenser(project)
        spent.note_spent(dispenser)
        return dispenser

    def an_hour_later(self, project):
        self.look(project)
        Dispenser.objects.filter(project=project).update(checks_spent_at=timezone.now() - timedelta(minutes=61))

    def looks(self, project, user) -> bool:
        """Whether the next ordinary item may be seen with what a model says."""
        return hand_out(project=project, user=user, stream=Stream.ACTIVE).look == "delayed"

    def test_suggestions_come_back_an_hour_later(self, spent_now, project, annotator):
        assert self.look(project).checks_spent_at is not None
        assert not self.looks(project, annotator)
        self.an_hour_later(project)
        assert self.looks(project, annotator)

    def test_the_rules_say_so(self, spent_now, project, policy):
        assert mix_under(policy).counts["gold"] == 50
        self.look(project)
        assert "gold" not in mix_under(policy).counts
        assert mix_under(policy).hidden_because == ""

    def test_new_gold_hides_them_at_once(self, spent_now, project, annotator):
        self.an_hour_later(project)
        add_samples(project, 1, start=300, **MADE)
        pull(project=project)
        assert not self.looks(project, annotator)

    def test_so_does_one_that_is_put_back(self, gold, project, annotator, lead):
        for item in gold:
            retire(item=item, lead=lead, counts=True)
        self.an_hour_later(project)
        assert self.looks(project, annotator)
        put_back(item=gold[0], lead=lead)
        assert not self.looks(project, annotator)

    def test_somebody_who_was_not_asked_keeps_them_running(self, spent_now, project, lead):
        submit(assignment=hand_out(project=project, user=lead, stream=Stream.ACTIVE), answers=RIGHT)
        assert self.look(project).checks_spent_at is None

    def test_so_does_who_holds_one(self, gold, project, annotator):
        for _ in gold:
            check(project, annotator)
        assert self.look(project).checks_spent_at is None

    def test_no_check_is_given_while_suggestions_are_in_sight(self, spent_now, project, lead, monkeypatch):
        self.an_hour_later(project)
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.0)
        assert hand_out(project=project, user=lead).stream == Stream.ACTIVE

    def test_the_worker_looks_every_ten_minutes(self, spent_now, project, monkeypatch):
        monkeypatch.setitem(spent._looked, "at", float("-inf"))
        assert (spent.look_for_checks(), spent.look_for_checks()) == (1, 0)
