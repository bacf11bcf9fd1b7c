from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from annotation.curation.filters import filters_from
from annotation.dashboard.frames import Facts, cost_of
from annotation.dashboard.shapes import funnel
from annotation.dashboard.steps import next_steps
from annotation.datasets.opening import open_version
from annotation.models import Resolution, ReviewPolicy, Student
from generation.catalogue.registry import RECIPES
from generation.children import carry_out_open_jobs
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Plan, Run, Sample
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, distinct_text, machine_label, make_sample, newer_version

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


def test_texts_that_came_without_a_label_are_told_by_how_they_came_not_by_what_they_lack(project):
    """A model may have labelled them since."""
    [all_of_them, *_rest] = funnel(
        project, {"total": 3, "rejected": 0, "origins": {"unlabelled": 3}, "labelled": 3, "resolved": 0}
    )
    assert all_of_them["note"] == "Imported without a label 3"


def test_it_counts_the_way_from_texts_to_settled_labels(samples, annotator, numbers):
    for sample in samples[:5]:
        answer(annotator, sample, "positive")
    Sample.objects.filter(pk=samples[9].pk).update(state="rejected")
    counts = numbers()["samples"]
    assert (counts["total"], counts["rejected"], counts["machine_labelled"]) == (40, 1, 39)
    assert (counts["answered"], counts["resolved"]) == (5, 5)
    assert counts["labels"] == {"positive": 22, "negative": 17}


def test_no_step_of_the_way_is_longer_than_the_one_before(project, samples, annotator, numbers):
    answer(annotator, samples[0], "positive")
    for number in range(60):  # seeds: nobody looks at them, and they have the right label all the same
        Sample.objects.create(
            project=project, fields={"text": f"s{number}"}, content_hash=number.to_bytes(16, "big"), origin="seed",
            reference="positive", current_label="positive", label_source="reference",
        )  # fmt: skip
    counts = [row["count"] for row in funnel(project, numbers()["samples"])]
    assert counts == [100, 100, 100, 61, 61]


def test_a_report_of_before_leaves_out_what_it_did_not_count(project):
    before = {"total": 3, "rejected": 1, "origins": {}, "resolved": 2}
    assert [row["count"] for row in funnel(project, before)] == [3, 2, 2]


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


def test_right_after_a_new_version_of_the_codebook_a_handful_of_its_answers_is_no_rate(
    project, lead, audited, samples, annotator, look
):
    """The one row that is settled under the new version contradicts the student; of 0.0 % nobody may read."""
    newer = newer_version(project, lead)
    answer(annotator, samples[30], "negative" if samples[30].current_label == "positive" else "positive")
    machine_label(samples[30], samples[30].current_label, source="student")
    audited.items.filter(item=samples[30].item).update(removal=21, stream="audit")
    Student.objects.create(project=project, question="sentiment", rows=40, answers=21)
    assert newer.number == 2
    look()
    carry_out_open_jobs()
    student = look().text.split("Student, random rows", 1)[1].split("Agreement, alpha", 1)[0]
    assert "0.0%" not in student
    assert "Too few under version 2 of the codebook: settled audit rows 1, needed 20." in student


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
    assert "From texts to labels of people" in text
    assert "Labels as they stand" in text


def test_a_version_that_is_being_cut_is_not_said_to_hold_anything(samples, project, lead, look):
    open_version(project=project, filters=filters_from({}), note="", by=lead)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "Being cut" in text
    assert "No version is cut yet." in text
    assert "not audited" not in text


def test_a_run_under_way_is_called_by_its_recipes_title(project, codebook, look):
    run = {"project": project, "codebook": codebook, "endpoint": simulated_endpoint(project), "seed": 1, "count": 5}
    made = Run.objects.create(**run, recipe="few-shot", state="running")
    assert f'title="few-shot">{RECIPES["few-shot"].title} #{made.pk}</a>' in look().text


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
    with django_assert_max_num_queries(24):  # one for the mentions in the navigation, one for who is asked by a draft
        look()


FACTS = {"codebook": True, "samples": True, "machine_labels": True, "student": True, "audit": True, "versions": True}
FACTS |= {"snapshot": 1}
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


def test_agreement_is_not_advised_where_a_share_goes_to_a_second_person_already():
    alone = {**DATA, "agreement": {"alpha": {"items": 0}}}
    assert "Measure agreement" in titles(data=alone)
    assert "Measure agreement" not in titles(data=alone, overlap=True)


def test_the_audit_is_that_of_the_snapshot_which_is_open_now_not_of_the_stored_numbers():
    assert "Go on with the audit" not in titles()
    assert "Go on with the audit" in titles(snapshot=2)
    lead = SimpleNamespace(slug="reviews", my_role="lead")
    steps = next_steps(lead, Facts(**FACTS | {"snapshot": 2}), DATA)
    [text] = [step.text for step in steps if "audit" in step.title]
    assert text.startswith("Snapshot 2 is new")


def test_an_audit_that_ended_with_its_seed_is_not_gone_on_with():
    few = {**DATA, "audit": {"snapshot": 1, "answered": 3}}
    assert "Go on with the audit" in titles(data=few)
    assert "Go on with the audit" not in titles(data=few, seed_published=True)
    assert "Freeze anew" in titles(data=few, seed_published=True)


def test_while_an_audit_is_open_nobody_is_told_to_open_one(samples, project, look):
    machine_label(samples[0], "positive", source="student")
    Student.objects.create(project=project, question="sentiment", rows=40, answers=0)
    look()
    carry_out_open_jobs()
    assert "its accuracy needs an audit" in look().text
    ReviewPolicy.objects.update_or_create(project=project, defaults={"audit_open": True})
    text = look().text
    assert "needs an audit" not in text.lower()
    assert "none of the random rows that it labelled is settled yet" in text


def test_agreement_says_by_which_version_it_is(audited, look):
    look()
    carry_out_open_jobs()
    assert "by version 1 of the codebook</a>" in look().text


def test_a_share_stands_with_its_interval_and_the_rows_it_is_of_unfold(audited, look):
    look()
    carry_out_open_jobs()
    card = look().text.split("Right labels", 1)[1].split("Student, random rows", 1)[0]
    before, unfolded = card.split("<details")
    assert "%" in before
    assert "95% interval" in before
    assert "snapshot 1" not in before
    assert "snapshot 1" in unfolded
    assert "how it relates to the certificate" in unfolded
