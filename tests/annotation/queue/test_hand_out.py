"""Who gets which item next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.models import Assignment, Dispenser, Item, Stream
from annotation.queue.actions import dispense
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.expiry import EXPIRED_AT_ONCE
from annotation.queue.actions.handback import return_, skip
from annotation.queue.actions.lease import lease
from annotation.queue.actions.pull import lock_dispenser, pull
from annotation.queue.refusals import TooManyLeases
from annotation.reports import watermark
from generation.models import Event, Membership, Project, SampleState
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


def expire(assignment):
    Assignment.objects.filter(pk=assignment.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def only_member(project, user):
    Membership.objects.filter(project=project).exclude(user=user).delete()


def test_it_hands_out_another_item_each_time(queue, project, annotator):
    handed = [hand_out(project=project, user=annotator).item_id for _ in range(5)]
    assert len(set(handed)) == 5


def test_the_highest_priority_comes_first(queue, project, annotator):
    Item.objects.filter(sample=queue[6]).update(priority=0.9)
    assert hand_out(project=project, user=annotator).item.sample_id == queue[6].pk


def test_it_gives_none_where_nothing_is_published(project, annotator):
    add_samples(project, 3)
    assert hand_out(project=project, user=annotator) is None


def test_it_gives_none_when_all_is_taken(queue, project, annotator, annotator2):
    for _ in range(10):
        hand_out(project=project, user=annotator)
    assert hand_out(project=project, user=annotator2) is None


def test_it_refuses_an_eleventh_lease(queue, project, annotator):
    add_samples(project, 5, start=10)
    pull(project=project)
    for _ in range(10):
        hand_out(project=project, user=annotator)
    with pytest.raises(TooManyLeases):
        hand_out(project=project, user=annotator)


def test_it_refuses_an_eleventh_lease_after_a_night_that_left_many_expired(queue, project, annotator, annotator2):
    add_samples(project, 80, start=10)
    pull(project=project)
    queued = lock_dispenser(project)
    left = [
        lease(
            queued, item=item, user=annotator2, stream=Stream.ACTIVE,
            now=timezone.now() - timedelta(days=1),
        )
        for item in Item.objects.order_by("pk")[:70]
    ]  # fmt: skip
    for item in Item.objects.order_by("pk")[70:80]:
        lease(queued, item=item, user=annotator, stream=Stream.ACTIVE, now=timezone.now())
    with pytest.raises(TooManyLeases):
        hand_out(project=project, user=annotator)
    assert hand_out(project=project, user=annotator2)
    over = Assignment.objects.filter(pk__in=[row.pk for row in left], state=Assignment.State.EXPIRED)
    assert over.count() >= EXPIRED_AT_ONCE


def test_an_empty_queue_pulls_samples_by_itself(project, codebook, policy, annotator):
    add_samples(project, 3)
    assert hand_out(project=project, user=annotator).stream == Stream.ACTIVE


def test_a_skipped_item_goes_to_another_person_before_new_ones(queue, project, annotator, annotator2):
    first = hand_out(project=project, user=annotator)
    skip(assignment=first)
    second = hand_out(project=project, user=annotator2)
    assert second.item_id == first.item_id
    assert second.stream == first.stream


def test_nobody_gets_again_what_they_skipped_while_others_could_answer(queue, project, annotator):
    skipped = set()
    while assignment := hand_out(project=project, user=annotator):
        skipped.add(assignment.item_id)
        skip(assignment=assignment)
    assert len(skipped) == 10
    assert set(Item.objects.values_list("state", flat=True)) == {Item.State.WAITING}


def test_what_everybody_had_comes_back_oldest_first(queue, project, annotator):
    only_member(project, annotator)
    first_round = []
    for _ in range(10):
        assignment = hand_out(project=project, user=annotator)
        first_round.append(assignment.item_id)
        skip(assignment=assignment)
    again = []
    for _ in range(10):
        assignment = hand_out(project=project, user=annotator)
        again.append(assignment.item_id)
        skip(assignment=assignment)
    assert again == first_round


def test_an_item_that_nobody_wants_goes_to_a_lead(queue, project, annotator):
    only_member(project, annotator)
    passes = 0
    while assignment := hand_out(project=project, user=annotator):
        skip(assignment=assignment)
        passes += 1
    assert passes == 50
    assert set(Item.objects.values_list("state", flat=True)) == {Item.State.FLAGGED}


def test_the_skip_that_brings_it_there_is_written_down(queue, project, annotator):
    only_member(project, annotator)
    Item.objects.exclude(sample=queue[0]).delete()
    for _ in range(4):
        skip(assignment=hand_out(project=project, user=annotator))
    before = watermark(project)
    skip(assignment=hand_out(project=project, user=annotator))
    item = Item.objects.get()
    event = Event.objects.get()
    assert (event.verb, event.actor, event.subject) == ("item.passed_on", annotator, f"item {item.pk}")
    assert item.sample.state == SampleState.NEEDS_PERSON
    assert watermark(project) != before


def test_an_expired_item_goes_to_another_person_and_keeps_its_stream(queue, project, annotator, annotator2):
    first = hand_out(project=project, user=annotator)
    expire(first)
    second = hand_out(project=project, user=annotator2)
    assert second.item_id == first.item_id
    assert Assignment.objects.get(pk=first.pk).state == Assignment.State.EXPIRED


def test_what_ran_out_no_longer_counts_among_the_leases(queue, project, annotator, annotator2):
    for _ in range(10):
        expire(hand_out(project=project, user=annotator))
    add_samples(project, 1, start=10)
    assert hand_out(project=project, user=annotator).item.sample.external_id == "row-10"


def test_a_returned_item_may_come_to_the_same_person(queue, project, annotator):
    first = hand_out(project=project, user=annotator)
    return_(assignment=first)
    assert hand_out(project=project, user=annotator).item_id == first.item_id


def test_near_duplicates_do_not_follow_each_other(queue, project, annotator):
    Item.objects.filter(sample__in=queue[:3]).update(group=7, priority=0.9)
    first = hand_out(project=project, user=annotator)
    second = hand_out(project=project, user=annotator)
    third = hand_out(project=project, user=annotator)
    assert [first.item.group, second.item.group, third.item.group] == [7, None, 7]


def test_overlap_asks_somebody_else_for_a_second_answer(queue, project, policy, annotator, annotator2):
    policy.overlap_share = 1.0
    policy.save()
    first = hand_out(project=project, user=annotator)
    submit(assignment=first, answers={"sentiment": "positive"})
    second = hand_out(project=project, user=annotator2)
    assert (second.item_id, second.stream, second.blind) == (first.item_id, Stream.OVERLAP, True)


def test_overlap_asks_nobody_where_there_is_nobody_else(queue, project, policy, annotator):
    only_member(project, annotator)
    policy.overlap_share = 1.0
    policy.save()
    assert hand_out(project=project, user=annotator).item.answers_needed == 1


def test_some_of_an_unlabelled_pool_are_drawn_at_random_with_their_probability(project, codebook, policy, annotator):
    add_samples(project, 10, label="")
    pull(project=project)
    Item.objects.update(priority=0.5)
    handed = [hand_out(project=project, user=annotator) for _ in range(10)]
    drawn = [assignment.probability for assignment in handed if assignment.probability is not None]
    assert all(0.02 <= probability <= 0.2 for probability in drawn)
    assert len({assignment.item_id for assignment in handed}) == 10


def test_the_random_ones_follow_the_draw_keys(project, codebook, policy, annotator, monkeypatch):
    add_samples(project, 10, label="")
    pull(project=project)
    Item.objects.update(priority=0.5)
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
    order = list(Item.objects.order_by("draw_key").values_list("pk", flat=True))
    handed = [hand_out(project=project, user=annotator) for _ in range(3)]
    assert [assignment.item_id for assignment in handed] == order[:3]
    assert handed[0].probability == pytest.approx(0.2 / 10)


def test_a_labelled_pool_is_ordered_and_records_no_probability(queue, project, annotator):
    assert hand_out(project=project, user=annotator).probability is None


def test_some_active_items_stay_blind_although_suggestions_are_shown(queue, project, annotator, monkeypatch):
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
    assert hand_out(project=project, user=annotator).blind
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.5)
    assert not hand_out(project=project, user=annotator).blind


def test_who_saw_a_suggestion_is_not_asked_blind_afterwards(queue, project, policy, annotator, annotator2, monkeypatch):
    """Returned or skipped, it may come again; to call that answer blind would be untrue."""
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.5)
    seen = hand_out(project=project, user=annotator)
    return_(assignment=seen)
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
    for_another = hand_out(project=project, user=annotator2)
    assert (for_another.item_id, for_another.blind) == (seen.item_id, True)
    return_(assignment=for_another)
    again = hand_out(project=project, user=annotator)
    assert (again.item_id, seen.blind, again.blind) == (seen.item_id, False, False)


def test_projects_do_not_mix(queue, project, annotator, lead):
    other = Project.objects.create(slug="other", name="Other", created_by=lead)
    assert hand_out(project=other, user=annotator) is None


def test_the_counters_are_right(queue, project, annotator):
    for _ in range(3):
        hand_out(project=project, user=annotator)
    dispenser = Dispenser.objects.get(project=project)
    assert (dispenser.items, dispenser.open_items, dispenser.handed_out) == (10, 7, 3)
