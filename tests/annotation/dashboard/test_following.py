"""Figures of the home, of Compare and of Agreement follow what people answer, though nobody looks at them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotation import reports
from annotation.dashboard import sweeps
from annotation.dashboard.sweeps import follow_answers
from annotation.models import Report
from annotation.queue.actions.pull import pull
from annotation.reports import show
from generation.children import carry_out_open_jobs
from generation.models import Job
from tests.annotation.conftest import add_samples
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(project, codebook):
    samples = add_samples(project, 4)
    pull(project=project)
    return samples


@pytest.fixture(autouse=True)
def every_sweep_looks(monkeypatch):
    monkeypatch.setattr(sweeps, "EVERY_S", 0.0)
    monkeypatch.setattr(sweeps, "_behind", set())
    monkeypatch.setattr(sweeps, "_last_seen", dict.fromkeys(sweeps.NEWS, 0))


def made(project, kind):
    """A report that was looked at once, long ago."""
    show(project, kind, **({"codebook": 1} if kind.startswith("compare") else {}))
    carry_out_open_jobs()
    rested(project)


def rested(project):
    Report.objects.filter(project=project).update(created_at=timezone.now() - timedelta(hours=1))


def asked(project):
    open_jobs = Job.objects.filter(project=project, task=reports.TASK, state=Job.State.OPEN)
    return sorted(job.args["kind"] for job in open_jobs)


@pytest.mark.parametrize("kind", ["dashboard", "agreement", "compare-1"])
def test_figures_are_made_anew_after_an_answer_without_a_look(project, rows, annotator, kind):
    made(project, kind)
    follow_answers()
    answer(annotator, rows[0], "positive")
    follow_answers()
    assert asked(project) == [kind]
    carry_out_open_jobs()
    assert Report.objects.get(project=project, kind=kind).data["made_from"]["answers"] == 1
    assert follow_answers() == 0  # nothing is behind any more


def test_many_answers_are_waited_for_and_none_is_forgotten(project, rows, annotator):
    made(project, "dashboard")
    answer(annotator, rows[0], "positive")
    follow_answers()
    carry_out_open_jobs()
    answer(annotator, rows[1], "positive")
    assert follow_answers() == 1
    assert asked(project) == []  # figures made a moment ago rest
    rested(project)
    follow_answers()
    assert asked(project) == ["dashboard"]


def test_what_nobody_ever_looked_at_is_not_made(project, rows, annotator):
    answer(annotator, rows[0], "positive")
    assert follow_answers() == 0
    assert asked(project) == []


def test_figures_that_cannot_be_made_are_left_to_who_looks(project, rows, annotator):
    made(project, "dashboard")
    answer(annotator, rows[0], "positive")
    follow_answers()
    Job.objects.filter(project=project).update(state=Job.State.FAILED, error="boom", finished_at=timezone.now())
    assert follow_answers() == 0


def test_where_nothing_came_a_sweep_costs_two_queries(project, rows, annotator, django_assert_num_queries):
    follow_answers()
    with django_assert_num_queries(2):  # the last answer, the last event
        follow_answers()


def test_slow_figures_rest_longer_than_a_page_would_wait():
    assert reports.unasked(0.1) == reports.REST_AT_MOST_S
    assert reports.unasked(30) == 30 * reports.REST
    assert reports.looked_at(30) == reports.REST_AT_MOST_S
