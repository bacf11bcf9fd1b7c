"""Items that are alike, answered together: each by its own lease and its own answer."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Assignment, Item, SnapshotItem, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.actions.similar import (
    MOST_TOGETHER,
    ask_one_by_one,
    hand_out_similar,
    return_similar,
    submit_similar,
    undo_similar,
)
from annotation.queue.actions.undo import undo
from annotation.queue.refusals import DayIsDone, LeaseGone, NotTogether, OtherQuestions, SeveralPeople, TooManyLeases
from generation.models import Question
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]
POSITIVE = {"sentiment": "positive"}


@pytest.fixture
def alike(queue, project, policy):
    """Of ten items 0 to 4 are alike, and 5 and 6; the sixth is the most suspicious of all, the first next."""
    policy.batches = True
    policy.save()
    for cluster, samples in enumerate((queue[:5], queue[5:7]), start=1):
        Item.objects.filter(sample__in=samples).update(cluster=cluster, priority=0.1 * cluster)
    Item.objects.filter(sample=queue[8]).update(priority=0.9)  # alike to nobody
    return queue


def take(project, user) -> list[Assignment]:
    return hand_out_similar(project=project, user=user)


def samples_of(assignments) -> set[int]:
    return {one.item.sample_id for one in assignments}


def answer(project, user, held, *, leases=None, answers=POSITIVE, **more):
    leases = [one.lease for one in held] if leases is None else leases
    return submit_similar(project=project, user=user, batch=held[0].batch, leases=leases, answers=answers, **more)


def test_the_cluster_of_the_most_suspicious_item_with_company_comes_first(alike, project, annotator):
    assert samples_of(take(project, annotator)) == {sample.pk for sample in alike[5:7]}
    assert samples_of(take(project, annotator)) == {sample.pk for sample in alike[:5]}
    assert take(project, annotator) == []


def test_they_are_active_blind_asked_of_one_person_and_marked(alike, project, policy, annotator):
    policy.overlap_share = 0.99
    policy.save()
    held = take(project, annotator)
    assert {(one.stream, one.blind, one.blind_chance, one.probability, one.look) for one in held} == {
        (Stream.ACTIVE, True, None, None, "")
    }
    assert len({one.batch for one in held}) == 1
    assert held[0].batch
    assert set(Item.objects.filter(assignments__in=held).values_list("answers_needed", "state")) == {(1, "held")}


def test_nobody_else_is_given_them(alike, project, annotator, annotator2):
    mine, theirs = take(project, annotator), take(project, annotator2)
    assert not samples_of(mine) & samples_of(theirs)
    rest = [hand_out(project=project, user=annotator2) for _ in range(3)]
    assert not samples_of(rest) & samples_of(mine + theirs)


def test_at_most_eight_so_that_the_room_goes_on_beside_it(alike, project, annotator):
    more = add_samples(project, 12, start=100)
    pull(project=project)
    Item.objects.filter(sample__in=more).update(cluster=9, priority=0.99)
    assert len(take(project, annotator)) == MOST_TOGETHER == 8
    assert hand_out(project=project, user=annotator)
    with pytest.raises(TooManyLeases):
        take(project, annotator)


def test_no_more_than_the_day_has_left(alike, project, policy, annotator):
    policy.daily_cap = 3
    policy.save()
    Item.objects.filter(cluster=2).update(cluster=None)
    assert len(take(project, annotator)) == 3
    with pytest.raises(DayIsDone):
        take(project, annotator)


@pytest.mark.parametrize(
    ("rules", "refusal"),
    [
        ({"batches": False}, NotTogether),
        ({"overlap_share": 1.0}, SeveralPeople),
        ({"done_when": "merge", "overlap_people": 2}, SeveralPeople),
    ],
)
def test_only_where_the_lead_allows_it(rules, refusal, alike, project, policy, annotator):
    for name, value in rules.items():
        setattr(policy, name, value)
    policy.save()
    with pytest.raises(refusal):
        take(project, annotator)
    assert not Assignment.objects.exists()


def test_only_for_one_question_for_one_label(alike, project, codebook, annotator, monkeypatch):
    from annotation.queue.frames import spec_of

    Question.objects.create(codebook=codebook, name="why", type="text", position=1, required=False)
    spec_of.cache_clear()
    with pytest.raises(OtherQuestions):
        take(project, annotator)
    spec_of.cache_clear()


def test_each_leaves_the_pool_of_the_snapshot_in_the_one_order(alike, project, lead, annotator):
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    held = take(project, annotator)
    rows = SnapshotItem.objects.filter(item__assignments__in=held).order_by("removal")
    assert [(row.removal, row.stream) for row in rows] == [(1, Stream.ACTIVE), (2, Stream.ACTIVE)]


def test_one_answer_each_with_its_share_of_the_time(alike, project, annotator):
    take(project, annotator)
    held = take(project, annotator)
    done = answer(project, annotator, held, seconds=10.0)
    assert (len(done.stored), done.refused) == (5, {})
    stored = Annotation.objects.filter(item__cluster=1)
    assert set(stored.values_list("label", "seconds", "stream", "blind")) == {("positive", 2.0, "active", True)}
    assert set(Item.objects.filter(cluster=1).values_list("state", flat=True)) == {Item.State.ANSWERED}


def test_exceptions_come_to_the_same_person_one_by_one(alike, project, annotator):
    take(project, annotator)
    held = take(project, annotator)
    kept, left = held[:3], held[3:]
    done = answer(project, annotator, held, leases=[one.lease for one in kept])
    assert len(done.stored) == 3
    assert set(Assignment.objects.filter(pk__in=[one.pk for one in left]).values_list("state", "batch")) == {
        ("held", "")
    }
    assert set(Assignment.objects.filter(pk__in=[one.pk for one in kept]).values_list("batch", flat=True)) != {""}


def test_sent_twice_it_is_done_once(alike, project, annotator):
    held = take(project, annotator)
    first, again = answer(project, annotator, held), answer(project, annotator, held)
    assert [one.pk for one in first.stored] == [one.pk for one in again.stored]
    assert Annotation.objects.count() == 2


def test_an_item_that_went_to_somebody_else_is_refused_and_the_others_stand(alike, project, annotator, annotator2):
    held = take(project, annotator)
    gone = Assignment.objects.filter(pk=held[0].pk)
    gone.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert hand_out(project=project, user=annotator2).item_id == held[0].item_id
    done = answer(project, annotator, held)
    assert list(done.refused) == [held[0].lease]
    assert str(LeaseGone.message) in done.refused.values()
    assert [one.item_id for one in done.stored] == [held[1].item_id]


@pytest.mark.parametrize(
    ("answers", "leases"),
    [
        ({"sentiment": "no such"}, None),
        ({}, None),
        ({"sentiment": ["positive"]}, None),
        (POSITIVE, []),
        (POSITIVE, ["x"]),
    ],
)
def test_what_cannot_be_taken_changes_nothing(answers, leases, alike, project, annotator):
    held = take(project, annotator)
    with pytest.raises(ValidationError):
        answer(project, annotator, held, answers=answers, leases=leases)
    assert not Annotation.objects.exists()
    assert set(Assignment.objects.values_list("state", "batch")) == {("held", held[0].batch)}


@pytest.mark.parametrize("batch", ["", "nothing", None])
def test_a_batch_is_its_person_s_alone(batch, alike, project, annotator, annotator2):
    held = take(project, annotator)
    single = hand_out(project=project, user=annotator2)
    with pytest.raises(LeaseGone):
        submit_similar(
            project=project, user=annotator2, batch=held[0].batch if batch is None else batch,
            leases=[held[0].lease, single.lease], answers=POSITIVE,
        )  # fmt: skip
    assert not Annotation.objects.exists()


def test_a_batch_is_taken_back_as_a_whole_and_comes_again_as_one(alike, project, annotator):
    held = take(project, annotator)
    answer(project, annotator, held)
    done = undo_similar(project=project, user=annotator, batch=held[0].batch)
    assert (len(done.stored), done.refused) == (2, {})
    assert not Annotation.objects.valid().exists()
    again = Assignment.objects.filter(state="held", batch=held[0].batch)
    assert samples_of(again) == samples_of(held)
    assert len(answer(project, annotator, list(again), answers={"sentiment": "negative"}).stored) == 2


def test_one_answer_of_it_is_taken_back_by_itself_and_asked_by_itself(alike, project, annotator):
    held = take(project, annotator)
    [one, _other] = answer(project, annotator, held).stored
    again = undo(annotation=one)
    assert (again.batch, again.blind, again.stream) == ("", True, Stream.ACTIVE)
    assert submit(assignment=again, answers={"sentiment": "negative"}).label == "negative"


def test_what_does_not_belong_together_is_asked_one_by_one_or_given_back(alike, project, annotator):
    first, second = take(project, annotator), take(project, annotator)
    assert ask_one_by_one(project=project, user=annotator, batch=first[0].batch) == 2
    assert return_similar(project=project, user=annotator, batch=second[0].batch) == 5
    held = Assignment.objects.filter(state="held")
    assert samples_of(held) == samples_of(first)
    assert set(held.values_list("batch", flat=True)) == {""}


@pytest.mark.parametrize(
    "end",
    [
        answer,
        lambda project, user, held: return_similar(project=project, user=user, batch=held[0].batch),
        lambda project, user, held: ask_one_by_one(project=project, user=user, batch=held[0].batch),
    ],
    ids=["answered", "returned", "apart"],
)
def test_no_lease_of_a_group_is_locked_before_the_queue_is(end, alike, project, annotator):
    """Leases of a group run out at one moment. Who frees them holds the queue and locks one after the other: whoever
    held one of them and waited for the next would wait for whom they keep waiting."""
    held = take(project, annotator)
    with CaptureQueriesContext(connection) as seen:
        end(project, annotator, held)
    queries = [query["sql"] for query in seen]
    queue = next(place for place, sql in enumerate(queries) if 'FROM "annotation_dispenser"' in sql)
    lease = next(place for place, sql in enumerate(queries) if sql.startswith('UPDATE "annotation_assignment"'))
    assert queue < lease


def test_it_takes_no_longer_in_a_large_project(alike, project, annotator, django_assert_max_num_queries):
    take(project, annotator)
    more = add_samples(project, 60, start=200)
    pull(project=project)
    Item.objects.filter(sample__in=more).update(cluster=7, priority=0.8)
    with django_assert_max_num_queries(8 + 3 * MOST_TOGETHER):
        take(project, annotator)
