"""What a promise will take is told by each row's chance of a wrong label; the draws know nothing of it."""

import pytest

from annotation import reports
from annotation.certificate.actions import freeze
from annotation.certificate.reckoning import certificate_report
from annotation.models import Signal
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(queue, project, lead):
    return freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind")


def chances(project, samples, values) -> None:
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name="wrong_probability", value=value)
        for sample, value in zip(samples, values, strict=True)
    )


def test_a_plan_says_how_many_rows_are_looked_at_and_how_many_audits_follow(project, queue, snapshot):
    chances(project, queue, [0.9, 0.9, *[0.0] * 8])
    plans = {plan["limit"]: plan for plan in certificate_report(project, {})["plans"]}
    assert (plans[0.1]["active"], plans[0.1]["audits"], plans[0.1]["left"]) == (9, 0, 0)  # one of ten may be wrong
    assert plans[0.01]["answers"] == plans[0.01]["active"] + plans[0.01]["audits"] == 10


def test_rows_that_left_the_pool_are_in_no_plan(project, queue, snapshot, lead):
    chances(project, queue, [0.5] * 10)
    before = certificate_report(project, {})["plans"][0]["answers"]
    submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "positive"})
    assert (before, certificate_report(project, {})["plans"][0]["answers"]) == (10, 9)


def test_chances_move_no_draw(project, queue, snapshot):
    keys = list(snapshot.items.order_by("audit_key").values_list("item", flat=True))
    chances(project, queue, [0.1 * number for number in range(10)])
    certificate_report(project, {})
    assert list(snapshot.items.order_by("audit_key").values_list("item", flat=True)) == keys


def test_before_a_score_there_is_no_plan(project, snapshot):
    assert certificate_report(project, {})["plans"] == []


def test_the_page_and_rest_tell_it(project, queue, snapshot, signed_in, api_client, viewer):
    chances(project, queue, [0.2] * 10)
    reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))
    shown = signed_in(viewer).get(f"/projects/{project.slug}/certificate/").text
    assert "What a promise will take" in shown
    assert f'href="/projects/{project.slug}/stopping/">Enough?</a>' in shown
    told = api_client(viewer).get(f"/api/v1/projects/{project.slug}/certificate").json()
    assert [one["limit"] for one in told["plans"]] == [0.01, 0.02, 0.03, 0.05, 0.1]
