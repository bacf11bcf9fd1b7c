"""What the worker does for queues."""

import pytest

from annotation.models import Dispenser, Item
from annotation.queue import sweeps
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import return_
from generation.models import Job
from generation.sweeper import SWEEPS
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _never_swept(monkeypatch):
    monkeypatch.setattr(sweeps, "_seen", {"sample": 0, "at": float("-inf")})


def test_the_worker_sweeps_the_queues():
    assert {sweeps.pull_all, sweeps.ask_for_scores} <= set(SWEEPS)


def test_new_samples_become_items(project):
    add_samples(project, 3)
    assert sweeps.pull_all() == 3
    assert Item.objects.count() == 3


def test_a_sweep_without_news_costs_one_query(project, django_assert_num_queries):
    add_samples(project, 3)
    sweeps.pull_all()
    with django_assert_num_queries(1):
        assert sweeps.pull_all() == 0


def test_a_score_is_asked_for_once_after_twenty_hand_outs(queue, project, annotator):
    for count in range(1, 21):
        return_(assignment=hand_out(project=project, user=annotator))
        assert sweeps.ask_for_scores() == (1 if count == 20 else 0)
    assert Job.objects.get().task == "annotation.score"
    assert Dispenser.objects.get().score_asked_at == 20
    assert sweeps.ask_for_scores() == 0


def test_a_large_project_waits_for_one_percent(queue, project, annotator):
    Dispenser.objects.update(items=5000, handed_out=49)
    assert sweeps.ask_for_scores() == 0
    Dispenser.objects.update(handed_out=50)
    assert sweeps.ask_for_scores() == 1
