from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from annotation.dashboard.frames import Facts, cost_of
from annotation.dashboard.steps import next_steps
from annotation.models import Resolution
from generation.children import carry_out_open_jobs
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Plan, Run, Sample
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def samples(project, codebook):
    return [make_sample(project, distinct_text(i), ("negative", "positive")[i % 2]) for i in range(40)]


@pytest.fixture
def audited(project, codebook, samples, lead, annotator):
    """Twenty of forty rows drawn at random and answered: two of their labels were wrong and are put right."""
    snapshot = frozen(project, codebook, samples)
    for place, sample in enumerate(samples[:20]):
        right, wrong = sample.current_label, {"negative": "positive", "positive": "negative"}
        remove(snapshot, sample, annotator, wrong[right] if place < 2 else right)
        machine_label(sample, right, source="student")
    return snapshot


@pytest.fixture
def look(project, lead, signed_in):
    client = signed_in(lead)
    return lambda **more: client.get(reverse("annotation:dashboard", args=[project.slug]), **more)


@pytest.fixture
def numbers(project, viewer, api_client):
    def made() -> dict:
        client = api_client(viewer)
        client.get("/api/v1/projects/reviews/dashboard")
        carry_out_open_jobs()
        return client.get("/api/v1/projects/reviews/dashboard").json()

    return made


def test_it_counts_the_way_from_texts_to_settled_labels(samples, annotator, numbers):
    for sample in samples[:5]:
        answer(annotator, sample, "positive")
    Sample.objects.filter(pk=samples[9].pk).update(state="rejected")
    counts = numbers()["samples"]
    assert (counts["total"], counts["rejected"], counts["machine_labelled"]) == (40, 1, 39)
    assert (counts["answered"], counts["resolved"]) == (5, 5)
    assert counts["labels"] == {"positive": 22, "negative": 17}


def test_active_answers_give_no_label_estimate(samples, annotator, numbers, look):
    for sample in samples[:30]:
        answer(annotator, sample, sample.current_label)
    assert numbers()["estimate"]["value"] is None
    assert "Needs an audit: rows drawn at random" in look().text


def test_random_rows_give_one_with_its_interval(audited, numbers, look):
    estimate = numbers()["estimate"]
    # 2 of 20 were wrong, so about 4 of 40; the 2 found are put right: about 2 of 40 are left.
    assert estimate["value"] == pytest.approx(0.95)
    assert estimate["low"] < 0.9 < 0.95 < estimate["high"]
    assert (estimate["n"], estimate["population"]) == (20, 40)
    text = look().text
    assert f"{estimate['value']:.1%}" in text
    assert "for 40 of all 40 labelled rows, mended ones counted as right" in text
    assert "95% interval from 20 audit rows of snapshot 1" in text


def test_a_drawn_row_without_an_answer_counts_both_ways(audited, samples, numbers):
    before = numbers()["estimate"]
    Resolution.objects.create(item=samples[5].item, label="positive", rule="single")  # a second one is to answer it
    audited.project.reports.all().delete()
    after = numbers()["estimate"]
    assert (after["open"], after["n"]) == (1, 19)
    assert after["low"] < before["low"]


def test_labels_changed_after_the_freeze_count_as_they_were_and_are_told(audited, samples, numbers, look):
    before = numbers()["estimate"]
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[30:]]).update(current_label="changed")
    audited.project.reports.all().delete()
    estimate = numbers()["estimate"]
    assert estimate == before | {"changed": 10}
    assert "10 rows were labelled anew since; they count with their label before" in look().text


def test_the_page_has_steps_and_figures_at_once_and_charts_later(samples, look):
    text = look().text
    assert "What to do next" in text
    assert "appear here by themselves" in text
    carry_out_open_jobs()
    text = look().text
    assert "From texts to settled labels" in text
    assert "Labels as they stand" in text


def test_the_cost_is_that_of_runs_and_of_planning_with_what_may_be_billed_said_apart(project, codebook, lead, look):
    endpoint = simulated_endpoint(project)
    run = {"project": project, "codebook": codebook, "endpoint": endpoint, "seed": 1, "count": 5, "state": "done"}
    Run.objects.create(**run, cost_usd="1.25", lost_usd="0.5", calls=7)
    plan = {"project": project, "endpoint": endpoint, "goal": "g", "count": 5, "budget_usd": 9}
    Plan.objects.create(**plan, cost_usd="0.75", lost_usd="0.25", calls=3)
    found = cost_of(project)
    assert {name: found[name] for name in ("cost", "planning", "lost", "calls")} == {
        "cost": Decimal("2"),
        "planning": Decimal("0.75"),
        "lost": Decimal("0.75"),
        "calls": 10,
    }
    page = " ".join(look().content.decode().split())
    assert (
        "10 calls · $0.75 of it for planning · at most $0.75 more may be billed for requests without an answer" in page
    )


def test_of_what_did_not_happen_the_cost_says_nothing(project, look):
    page = look().content.decode()
    assert "for planning" not in page
    assert "may be billed" not in page


def test_it_costs_few_queries(audited, look, django_assert_max_num_queries):
    look()
    carry_out_open_jobs()
    with django_assert_max_num_queries(21):
        look()


FACTS = {"codebook": True, "samples": True, "machine_labels": True, "student": True, "audit": True, "versions": True}
DATA = {
    "answers": {"total": 200, "people": 2},
    "samples": {"scored": 40, "labels": {"positive": 40}},
    "agreement": {"alpha": {"items": 30}},
    "audit": {"snapshot": 1, "answered": 150},
}


def titles(role="lead", data=DATA, **facts):
    project = SimpleNamespace(slug="reviews", my_role=role)
    return [step.title for step in next_steps(project, Facts(**FACTS | facts), data)]


def test_the_first_step_is_the_codebook_then_data():
    assert titles(codebook=False, samples=False, machine_labels=False, data={})[0] == "Write the codebook"
    assert titles(samples=False, machine_labels=False, data={})[0] == "Bring in data"


def test_then_labels_scores_review_and_audit():
    assert titles(machine_labels=False, data={})[0] == "Let a model label the texts"
    assert titles(student=False, audit=False, data={}) == [
        "Find the suspicious rows",
        "Answer the first items",
        "Open an audit",
    ]
    assert titles() == ["Review the rows that look wrong", "Cut a new version"]


def test_decisions_come_first():
    assert titles(data={**DATA, "queue": {"flagged": 3}})[0] == "3 items wait for your decision"


def test_each_role_gets_its_own_steps():
    assert titles(role="viewer") == []
    assert titles(role="annotator") == ["Review the rows that look wrong"]
