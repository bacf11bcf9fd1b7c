"""Once a lead has ended reviewing no audit is drawn any more: nothing is said of what a better promise would take."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from annotation import reports
from annotation.certificate.actions import freeze
from annotation.certificate.pool import stop_reviewing
from annotation.certificate.reckoning import certificate_report
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.stopping.report import stopping_report
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


def answer(project, person, stream, label="positive"):
    return submit(assignment=hand_out(project=project, user=person, stream=stream), answers={"sentiment": label})


@pytest.fixture
def ended(project, codebook, policy, lead, annotator):
    """Forty rows: ten audits, none of them wrong, and one wrong row of the active order; then reviewing ended."""
    add_samples(project, 40)
    pull(project=project)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for _row in range(10):
        answer(project, annotator, "audit")
    answer(project, annotator, "active", "negative")
    return stop_reviewing(project=project, lead=lead, risk=0.05)


@pytest.fixture
def report(ended, project) -> dict:
    made = stopping_report(project, {})
    reports.store(project, "stopping", made, seen=reports.watermark(project))
    return made


def test_it_stands_where_the_certificate_stands_whatever_is_answered_since(ended, project, annotator):
    before = stopping_report(project, {})
    for _row in range(5):
        answer(project, annotator, "active", "negative")
    after, certificate = stopping_report(project, {}), certificate_report(project, {})
    assert before["now"] == after["now"]
    assert after["now"]["at_most_wrong"] == certificate["at_most_wrong"]
    assert after["again"] == certificate["again"]
    assert after["path"] == before["path"]


def test_a_promise_holds_or_not_and_costs_nothing_that_could_be_told(report):
    assert report["ended_at"]
    assert {plan["holds"] for plan in report["plans"]} == {False}
    assert all(plan["answers"] is None and plan["next"] == {} for plan in report["plans"])


def test_one_that_holds_is_still_called_so(ended, project, signed_in, viewer):
    plan = stopping_report(project, {"limits": [0.9]})["plans"][0]
    assert plan["holds"]
    out = StringIO()
    call_command("plan_audit", project.slug, limit=[0.9], stdout=out)
    assert "the promise stays as it stood then" in out.getvalue()


def test_the_page_advises_no_audits_and_tells_what_people_got_wrong(report, project, signed_in, viewer):
    text = signed_in(viewer).get(f"/projects/{project.slug}/stopping/").text
    assert "Not with this snapshot: at most" in text
    assert "no further audit is drawn" in text
    assert "people&#x27;s labels among them" in text or "people's labels among them" in text
    for advice in ("The next hundred looks", "What each promise takes", "Answers from here", "more answers"):
        assert advice not in text


def test_rest_and_the_command_say_so(report, project, api_client, viewer):
    told = api_client(viewer).get(f"/api/v1/projects/{project.slug}/stopping").json()
    assert told["ended_at"] == report["ended_at"]
    assert {plan["cost"] for plan in told["plans"]} == {None}
    out = StringIO()
    call_command("plan_audit", project.slug, json=True, stdout=out)
    assert json.loads(out.getvalue())["again"]["rows"] == 40
    out = StringIO()
    call_command("plan_audit", project.slug, stdout=out)
    assert "With what people got wrong, at most" in out.getvalue()
    assert "audits: about" not in out.getvalue()
