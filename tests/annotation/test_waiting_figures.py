"""What a page says of figures that are out of date: since when, what a newer one waits for, and a button for leads."""

from datetime import timedelta

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from annotation import reports
from annotation.certificate.asking import FREEZE
from annotation.machine.asking import TASK as SCORE
from annotation.machine.asking import enqueue_score
from annotation.map.asking import enqueue_map
from annotation.queue.actions.pull import pull
from annotation.reports import show
from generation import jobs
from generation.children import HANDLERS, carry_out_open_jobs
from generation.models import Job
from generation.runs.frames.runs import WORK
from generation.waiting import TITLES
from tests.annotation.conftest import add_samples
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db(transaction=True)

BUTTON = "Compute now"
PAGES = ("agreement", "effects", "signals", "map")


@pytest.fixture
def rows(project, codebook):
    samples = add_samples(project, 12)
    pull(project=project)
    return samples


@pytest.fixture(autouse=True)
def long_rest(monkeypatch):
    """However slow the machine, figures that were just made rest while a test looks at them."""
    monkeypatch.setattr(reports, "REST_AT_LEAST_S", reports.REST_AT_MOST_S)


@pytest.fixture
def look(project, signed_in, lead):
    client = signed_in(lead)
    return lambda name: client.get(reverse(f"annotation:{name}", args=[project.slug])).text


@pytest.fixture
def asked(rows, project):
    """One open job for each page that shows stored figures."""
    return {
        "agreement": show(project, "agreement").job,
        "effects": show(project, "effects").job,
        "signals": enqueue_score(project),
        "map": enqueue_map(project),
    }


def set_to(job, **values):
    Job.objects.filter(pk=job.pk).update(**values)


@pytest.mark.parametrize("name", PAGES)
def test_it_says_that_no_worker_looks_for_work(asked, look, name):
    set_to(asked[name], sent_at=timezone.now() - timedelta(minutes=2))
    text = look(name)
    assert "No worker seems to be running" in text
    assert BUTTON not in text


@pytest.mark.parametrize("name", PAGES)
def test_it_says_what_the_worker_does_before_it(asked, look, name, project):
    later = timezone.now() + timedelta(minutes=1)
    busy = Job.objects.create(task="annotation.cut", key="1", project=project, lease="held", lease_until=later)
    text = look(name)
    assert "Before it a worker has: a version that is cut." in text
    set_to(busy, state=Job.State.DONE)
    assert "A worker takes it up within seconds." in look(name)


@pytest.mark.parametrize("name", PAGES)
def test_after_an_error_it_says_when_it_is_tried_again_and_a_lead_need_not_wait(
    asked, look, name, project, signed_in, lead
):
    with jobs.leased(asked[name].pk):
        raise OSError("the disk is full")
    text = look(name)
    assert "Try 1 failed; the next one begins at" in text
    assert "OSError: the disk is full" in text
    assert BUTTON in text
    address = reverse("annotation:compute-now", args=[project.slug, asked[name].pk])
    back = signed_in(lead).post(address, {"next": reverse(f"annotation:{name}", args=[project.slug])})
    assert back["Location"] == reverse(f"annotation:{name}", args=[project.slug])
    assert jobs.is_free(asked[name].pk)


def test_while_it_is_made_there_is_nothing_to_press(asked, look):
    with jobs.leased(asked["agreement"].pk):
        text = look("agreement")
    assert "The numbers are being made; they appear here by themselves." in text
    assert BUTTON not in text


@pytest.mark.parametrize("name", PAGES)
def test_where_there_are_no_figures_yet_a_notice_says_so(asked, look, name):
    notice = look(name).partition('<div class="notice" role="status">')[2].partition("</div></div>")[0]
    assert "A worker takes it up within seconds. They appear here by themselves." in notice


@pytest.mark.parametrize("name", ["agreement", "signals", "map"])
def test_old_figures_stay_with_their_time_and_say_since_when_they_lack_something(asked, rows, look, name, annotator):
    carry_out_open_jobs()
    answer(annotator, rows[0], "positive")
    text = look(name)
    assert "As of" in text
    assert "Out of date since" in text
    assert "1 answer came since" in text
    assert BUTTON in text


def test_asked_at_once_figures_do_not_rest(asked, rows, look, project, signed_in, lead, annotator):
    carry_out_open_jobs()
    answer(annotator, rows[0], "positive")
    assert "Newer numbers are begun in" in look("agreement")
    signed_in(lead).post(reverse("annotation:compute-now", args=[project.slug, asked["agreement"].pk]))
    assert show(project, "agreement").pending


@pytest.mark.parametrize("role", ["viewer", "annotator"])
def test_only_a_lead_has_the_button(asked, rows, project, signed_in, role, annotator, request):
    carry_out_open_jobs()
    answer(annotator, rows[0], "positive")
    page = signed_in(request.getfixturevalue(role)).get(reverse("annotation:agreement", args=[project.slug])).text
    # Annotators read figures of once a day, which are not out of date before (annotation/agreement/readers.py).
    assert ("Out of date since" in page) == (role == "viewer")
    assert BUTTON not in page


def test_a_job_that_makes_no_figures_cannot_be_asked_for(project, signed_in, lead):
    other = jobs.enqueue("generation.import", "import-1", project=project)
    address = reverse("annotation:compute-now", args=[project.slug, other.pk])
    assert signed_in(lead).post(address).status_code == 404


def test_it_leads_to_no_other_site(asked, project, signed_in, lead):
    address = reverse("annotation:compute-now", args=[project.slug, asked["agreement"].pk])
    back = signed_in(lead).post(address, {"next": "https://elsewhere.example/"})
    assert back["Location"] == reverse("annotation:dashboard", args=[project.slug])


def test_a_job_that_is_asked_for_while_it_runs_is_run_once_more(asked):
    job = asked["signals"]
    with jobs.leased(job.pk):
        jobs.begin_now(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        assert job.again
    assert Job.objects.filter(task=SCORE, state=Job.State.OPEN).count() == 1


def test_whatever_may_be_before_it_has_a_name():
    """A run has a place of its own, and what is light is over at once: they hold nobody up."""
    current_app.loader.import_default_modules()  # the tasks register their handlers
    assert set(HANDLERS) - {WORK, FREEZE} == set(TITLES)
