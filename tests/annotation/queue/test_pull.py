"""Samples become items."""

import pytest
from django.db.models.signals import post_save

from annotation.models import Dispenser, Item, Stream
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull, pull_present
from generation.models import Origin, Sample, SampleState
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]
MOST_ADDED = 20


def test_each_sample_becomes_an_item_once(project, codebook):
    add_samples(project, 5)
    assert pull(project=project, limit=3) == 3
    assert pull(project=project, limit=3) == 2
    assert pull(project=project, limit=3) == 0
    assert Item.objects.count() == 5
    assert Dispenser.objects.get().open_items == 5


def test_what_runs_add_while_it_pulls_is_left_to_the_sweep(project, codebook):
    there = add_samples(project, 5)
    faster = iter(range(100, 100 + MOST_ADDED))

    def add_one(**_signal) -> None:
        add_samples(project, 1, start=next(faster))

    post_save.connect(add_one, sender=Dispenser)
    try:
        pull_present(project=project)
    finally:
        post_save.disconnect(add_one, sender=Dispenser)
    assert [item.sample_id for item in Item.objects.order_by("sample_id")] == [sample.pk for sample in there]
    assert pull(project=project) > 0


def test_rejected_and_given_samples_stay_out(project):
    add_samples(project, 2, state=SampleState.REJECTED)
    add_samples(project, 2, start=2, origin=Origin.GOLD)
    add_samples(project, 2, start=4, origin=Origin.SEED)
    pull(project=project)
    assert not Item.objects.exists()


def test_a_reference_that_a_model_contradicts_waits_for_a_person_first(queue, project, annotator):
    gold = add_samples(project, 1, start=50, origin=Origin.GOLD, reference="negative")[0]
    Sample.objects.filter(pk=gold.pk).update(state=SampleState.NEEDS_PERSON)
    pull(project=project)
    assignment = hand_out(project=project, user=annotator)
    assert (assignment.item.sample_id, assignment.stream, assignment.blind) == (gold.pk, Stream.PICKED, True)


def test_what_a_gate_passes_to_people_comes_first(queue, project, annotator):
    sample = add_samples(project, 1, start=50, state=SampleState.NEEDS_PERSON)[0]
    pull(project=project)
    assert hand_out(project=project, user=annotator).item.sample_id == sample.pk
