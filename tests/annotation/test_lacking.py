"""A stored result says what it was made from and what it lacks by now, in the same words on every page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotation import amounts
from annotation.amounts import Amount, came_since, made_from
from annotation.certificate.actions import freeze
from annotation.machine.asking import enqueue_score
from annotation.models import Report
from annotation.queue.actions.pull import pull
from generation.children import carry_out_open_jobs
from generation.models import Sample
from generation.projects.actions import create_project
from tests.annotation.conftest import add_samples
from tests.annotation.making import answer, take_back

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("dashboard", "compare", "agreement", "certificate")


@pytest.fixture
def rows(project, codebook):
    samples = add_samples(project, 40)
    pull(project=project)
    return samples


@pytest.fixture
def look(project, signed_in, lead):
    client = signed_in(lead)
    return lambda name: client.get(reverse(f"annotation:{name}", args=[project.slug])).text


@pytest.fixture
def made(rows, look, annotator, lead, project):
    """Every page's result is made from forty rows and ten answers, and rests for a while."""
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for sample in rows[:10]:
        answer(annotator, sample, "positive")
    enqueue_score(project)
    carry_out_open_jobs()
    for name in PAGES:
        look(name)
    carry_out_open_jobs()
    for report in Report.objects.all():
        report.data["seconds"] = 2
        report.save()
    return rows


@pytest.mark.parametrize("name", [*PAGES, "signals"])
def test_a_page_says_what_its_numbers_were_made_from_and_what_came_since(made, look, name, annotator, project):
    before = look(name)
    assert "made from 40 rows and 10 answers" in before
    assert "came since" not in before
    for sample in made[10:13]:
        answer(annotator, sample, "positive")
    assert "3 answers came since and are not in these numbers." in look(name)
    add_samples(project, 1, start=100)
    after = look(name)
    assert "made from 40 rows and 10 answers" in after
    assert "1 row and 3 answers came since and are not in these numbers." in after


@pytest.mark.parametrize("name", PAGES)
def test_it_says_so_too_while_newer_numbers_are_being_made(made, look, name, annotator):
    Report.objects.update(created_at=timezone.now() - timedelta(hours=1))
    answer(annotator, made[10], "positive")
    text = look(name)
    assert "1 answer came since" in text
    assert "A worker takes it up within seconds." in text
    carry_out_open_jobs()
    assert "made from 40 rows and 11 answers" in look(name)


def test_the_home_says_which_of_its_numbers_are_of_this_moment(made, look, annotator):
    assert "are of this moment" not in look("dashboard")
    answer(annotator, made[10], "positive")
    assert "Costs, runs, versions and the log are of this moment." in look("dashboard")


def test_the_api_gives_both(made, project, api_client, lead, annotator):
    answer(annotator, made[10], "positive")
    told = api_client(lead).get(f"/api/v1/projects/{project.slug}/dashboard").json()
    assert told["made_from"] == {"rows": 40, "answers": 10}
    assert told["came_since"] == {"rows": 0, "answers": 1}


def test_an_answer_that_was_taken_back_is_in_neither(rows, project, annotator):
    answer(annotator, rows[0], "positive")
    basis = made_from(project)
    answer(annotator, rows[1], "positive")
    take_back(rows[1])
    assert came_since(project, basis) == amounts.Since()


def test_what_came_since_is_counted_up_to_a_bound(rows, project, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(amounts, "MOST", 5)
    basis = made_from(project)
    add_samples(project, 9, start=100)
    with django_assert_num_queries(2):
        since = came_since(project, basis)
    assert str(since) == "5+ rows"


def test_rows_of_another_project_are_not_counted(rows, project, lead):
    basis = made_from(project)
    other = create_project(owner=lead, name="Other")
    Sample.objects.create(project=other, fields={"text": "x"}, content_hash=b"x" * 16)
    assert not came_since(project, basis)


def test_words_for_nothing_are_none():
    assert str(Amount()) == ""
    assert str(Amount(rows=1234)) == "1,234 rows"
