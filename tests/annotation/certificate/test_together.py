"""Promises that share one risk: each takes its part, the confidence of all together stays."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import bring_up_to_date, freeze
from annotation.certificate.reckoning import certificate_report
from annotation.models import Snapshot
from annotation.models.certificate import Frozen
from annotation.queue.actions.dispense import hand_out
from annotation.queue.refusals import RiskIsShared
from generation.models import Event
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

PATH = "/api/v1/projects/reviews/certificate"


def frozen(project, lead, **chosen) -> Snapshot:
    return freeze(project=project, lead=lead, **({"risk": 0.05, "reference_rule": "one_blind"} | chosen))


def drawn_and_new_labels(project, lead, start: int) -> None:
    hand_out(project=project, user=lead, stream="audit")
    add_samples(project, 3, start=start)
    bring_up_to_date(project=project)


@pytest.fixture
def first(queue, project, lead):
    return frozen(project, lead, together=True)


def test_each_snapshot_that_takes_its_place_has_the_next_share(first, project, lead):
    for turn in range(4):
        drawn_and_new_labels(project, lead, start=100 + 10 * turn)
    risks = list(Snapshot.objects.order_by("number").values_list("risk", flat=True))
    assert risks == pytest.approx([0.030396, 0.007599, 0.003377, 0.001900, 0.001216], abs=5e-7)
    assert set(Snapshot.objects.values_list("family_risk", flat=True)) == {0.05}


def test_one_that_nothing_was_drawn_from_takes_no_share(first, project, lead):
    again = frozen(project, lead, together=True)
    assert again.risk == first.risk


def test_promises_that_stand_alone_neither_take_nor_lose_any(first, project, lead):
    drawn_and_new_labels(project, lead, start=100)
    alone = frozen(project, lead, risk=0.1)
    assert (alone.risk, alone.family_risk) == (0.1, None)
    drawn_and_new_labels(project, lead, start=200)
    assert Snapshot.objects.first().risk == 0.1
    back = frozen(project, lead, together=True)
    assert back.risk == pytest.approx(0.007599, abs=5e-7)  # the second that rows can be drawn from


def test_the_shared_risk_stays(first, project, lead):
    hand_out(project=project, user=lead, stream="audit")
    add_samples(project, 3, start=100)
    with pytest.raises(RiskIsShared, match="share a risk of 5%"):
        frozen(project, lead, together=True, risk=0.1)
    first.family_risk = 0.5
    with pytest.raises(Frozen):
        first.save(update_fields=["family_risk"])


def test_it_is_written_down_and_told(first, project, lead, signed_in, api_client, viewer):
    drawn_and_new_labels(project, lead, start=100)
    reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))
    assert Event.objects.filter(verb="certificate.frozen").latest("pk").detail["family_risk"] == 0.05
    told = api_client(viewer).get(PATH).json()
    assert (told["family_risk"], told["history"][0]["family_risk"]) == (0.05, 0.05)
    assert told["confidence"] == pytest.approx(1 - told["risk"], abs=1e-6)
    text = signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text
    assert "99.24% confidence, so that all promises of the project that share their risk hold at once with 95.0" in text
    assert "96.9% confidence, 95.0% for all that share the risk" in text


def test_a_lead_chooses_it_on_the_page_by_rest_and_on_the_command_line(queue, project, lead, signed_in, api_client):
    form = {"risk": "0.05", "reference_rule": "one_blind", "together": "together"}
    signed_in(lead).post(reverse("annotation:certificate", args=["reviews"]), form)
    body = api_client(lead).post(PATH, {"together": True}, content_type="application/json").json()
    call_command("certify", "reviews", freeze=True, together=True)
    assert body["family_risk"] == 0.05
    assert list(Snapshot.objects.values_list("family_risk", flat=True)) == [0.05] * 3


def test_the_form_says_that_only_promises_made_so_share(queue, lead, signed_in):
    text = signed_in(lead).get(reverse("annotation:certificate", args=["reviews"])).text
    assert "All promises made so together" in text
    assert "All promises of this project" not in text


def test_without_a_choice_a_promise_stands_alone(queue, project, lead, signed_in):
    signed_in(lead).post(
        reverse("annotation:certificate", args=["reviews"]), {"risk": "0.05", "reference_rule": "one_blind"}
    )
    assert (Snapshot.objects.get().risk, Snapshot.objects.get().family_risk) == (0.05, None)
