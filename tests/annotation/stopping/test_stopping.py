"""When it is enough: the look, REST and the command, from a log that is known."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation import reports
from annotation.models import RoutePrices, Signal, Snapshot, Stream
from annotation.queue.actions.pull import pull
from annotation.stopping.report import stopping_report
from annotation.stopping.shapes import path_chart
from synthlab.drawing import rounded_up
from tests.annotation.conftest import add_samples
from tests.annotation.curation.auditing import remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def samples(project, codebook, policy):
    rows = add_samples(project, 200)
    pull(project=project)
    return rows


def score(project, samples, chance: float) -> None:
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name="wrong_probability", value=chance) for sample in samples
    )


def audit(snapshot, samples, user, *, wrong: int = 0) -> None:
    for number, sample in enumerate(samples):
        remove(snapshot, sample, user, "negative" if number < wrong else "positive")


def plans(report: dict) -> dict:
    return {plan["limit"]: plan for plan in report["plans"]}


@pytest.fixture
def stored(project):
    def store() -> dict:
        report = stopping_report(project, {})
        reports.store(project, "stopping", report, seen=reports.watermark(project))
        return report

    return store


@pytest.fixture
def look(project, signed_in, viewer):
    return lambda query="": signed_in(viewer).get(f"/projects/{project.slug}/stopping/{query}").text


def test_what_a_promise_takes_goes_by_the_audits_drawn_so_far(project, samples, snapshot, annotator):
    score(project, samples, 0.0)
    before = plans(stopping_report(project, {}))
    audit(snapshot, samples[:20], annotator)
    after = plans(stopping_report(project, {}))
    assert before[0.1]["active"] == after[0.1]["active"] == 0
    assert after[0.1]["audits"] == before[0.1]["audits"] - 20
    assert after[0.1]["next"]["audit"]["spared"] == after[0.1]["audits"]  # fewer than a hundred are needed


def test_a_promise_that_holds_is_enough_and_only_that(project, samples, snapshot, annotator, stored, look):
    score(project, samples, 0.0)
    audit(snapshot, samples[:60], annotator)
    report = stored()
    assert plans(report)[0.1]["holds"]
    assert not plans(report)[0.01]["holds"]
    assert report["expected"] == 0  # the scores expect nothing wrong, and yet 1 % is not promised
    assert "Enough: at most" in look("?limit=0.1")
    assert "Not yet: at most" in look("?limit=0.01")
    assert "Enough:" not in look("?limit=0.01")


def test_rows_that_wait_for_a_label_are_told(project, samples, snapshot, annotator, stored, look):
    score(project, samples, 0.0)
    for sample in samples[:3]:
        remove(snapshot, sample, annotator)
    report = stored()
    assert (plans(report)[0.01]["waits"], plans(report)[0.02]["waits"]) == (3, 0)
    assert "3 rows were handed out and wait for a final label" in look("?limit=0.01")


def test_most_of_all_labels_are_called_so_beside_what_a_perfect_order_would_take(
    project, samples, snapshot, stored, look
):
    score(project, samples, 0.2)
    plan = plans(stored())[0.05]
    assert plan["share"] > 0.5
    assert plan["perfect"] == 30  # 40 of 200 are expected to be wrong, 10 may be
    text = look("?limit=0.05")
    assert "That is most of them" in text
    assert "would find the errors that have to go with 30 looks" in text
    assert plan["clean"] < plan["answers"]
    assert f"the evidence would take {plan['clean']} audits" in text


def test_before_the_freeze_it_is_told_of_the_rows_that_would_be_frozen(project, samples, stored, look):
    score(project, samples, 0.0)
    report = stored()
    assert (report["snapshot"], report["population"], report["risk"]) == (None, 200, 0.05)
    assert plans(report)[0.05]["audits"] > 0
    assert "Before the freeze" in look()
    assert not Snapshot.objects.exists()


def test_without_a_score_the_audit_says_how_many_are_wrong(project, samples, snapshot, annotator, look, stored):
    assert stored()["plans"] == []
    assert "What it takes is not known yet" in look()
    audit(snapshot, samples[:20], annotator, wrong=1)
    report = stopping_report(project, {})
    assert report["basis"] == "audit"
    assert report["expected"] == pytest.approx(180 * 2 / 22, abs=0.01)


def test_the_bound_is_told_after_each_audit_and_ends_at_the_certificate(project, samples, snapshot, annotator):
    audit(snapshot, samples[:30], annotator)
    remove(snapshot, samples[40], annotator, "negative", stream=Stream.ACTIVE)
    report = stopping_report(project, {})
    assert [report["path"][at]["audits"] for at in (0, -1)] == [0, 30]
    assert report["path"][-1]["bound"] == report["now"]["bound"]


def test_the_chart_goes_by_audits_and_says_how_many_rows_were_handed_out(
    project, samples, snapshot, annotator, stored, look
):
    remove(snapshot, samples[40], annotator, "negative", stream=Stream.ACTIVE)
    assert len(path_chart(stored())[0]["points"]) == 1  # no audit, no line
    assert "Where the bound stood" not in look()
    audit(snapshot, samples[:3], annotator)
    remove(snapshot, samples[41], annotator, "negative", stream=Stream.ACTIVE)
    report = stored()
    [line] = path_chart(report)
    assert [(point["x"], point["n"]) for point in line["points"]] == [(1, 2), (2, 3), (3, 5)]
    assert line["points"][-1]["y"] == rounded_up(report["now"]["bound"])
    text = look()
    assert "by audits drawn; n counts all rows handed out" in text
    assert "what may be wrong" not in text  # nothing is known of the other rows, so no promise is looked at
    score(project, samples, 0.0)
    stored()
    assert "what may be wrong" in look()


def test_what_people_answered_is_told_as_settled_rows(project, samples, snapshot, annotator, stored, look):
    audit(snapshot, samples[:3], annotator)
    remove(snapshot, samples[3], annotator)
    stored()
    assert "promised, after 4 audits; settled rows in all: 3" in look()


def test_time_and_money_are_those_of_the_price_list_until_answers_were_timed(
    project, samples, snapshot, lead, api_client
):
    score(project, samples, 0.0)
    report = stopping_report(project, {})
    reports.store(project, "stopping", report, seen=reports.watermark(project))
    RoutePrices.objects.create(project=project, wage=36.0, seconds=10.0, created_by=lead)
    told = api_client(lead).get(f"/api/v1/projects/{project.slug}/stopping?limit=0.05").json()
    [plan] = told["plans"]
    assert not told["seconds_measured"]
    assert plan["cost"]["usd"] == pytest.approx(0.1 * plan["answers"])
    assert plan["cost_at_most"]["minutes"] == pytest.approx(plan["answers_at_most"] / 6)


def test_two_blind_answers_an_audit_are_paid_for(project, samples, snapshot, lead, api_client):
    score(project, samples, 0.0)
    Snapshot.objects.filter(pk=snapshot.pk).update(reference_rule="two_adjudicated")
    report = stopping_report(project, {})
    reports.store(project, "stopping", report, seen=reports.watermark(project))
    [plan] = api_client(lead).get(f"/api/v1/projects/{project.slug}/stopping?limit=0.05").json()["plans"]
    assert plan["cost"]["answers"] == 2 * plan["audits"] > 0


def test_a_limit_that_is_not_offered_is_refused_by_rest(project, codebook, lead, api_client):
    answer = api_client(lead).get(f"/api/v1/projects/{project.slug}/stopping?limit=0.07")
    assert answer.status_code == 422
    assert "0.01, 0.02" in answer.json()["detail"]


def test_the_command_takes_any_limit(project, samples, snapshot):
    score(project, samples, 0.0)
    out = StringIO()
    call_command("plan_audit", project.slug, limit=[0.07], json=True, stdout=out)
    assert [plan["limit"] for plan in json.loads(out.getvalue())["plans"]] == [0.07]
    out = StringIO()
    call_command("plan_audit", project.slug, stdout=out)
    assert "At most 100.00% of 200 labels are wrong and not found, after 0 audits" in out.getvalue()
    assert "Draw audits next" in out.getvalue()
    with pytest.raises(CommandError, match="between 0 and 1"):
        call_command("plan_audit", project.slug, limit=[2.0])


def test_without_rows_there_is_nothing_to_promise(project, codebook, stored, look):
    assert stored()["reason"] == "no_rows"
    assert "nothing has to be promised" in look()
    with pytest.raises(CommandError, match="nothing has to be promised"):
        call_command("plan_audit", project.slug)


def test_the_page_costs_the_same_for_any_number_of_rows(
    project, samples, snapshot, stored, look, django_assert_max_num_queries
):
    score(project, samples, 0.0)
    stored()
    look()
    with django_assert_max_num_queries(22):
        look()
