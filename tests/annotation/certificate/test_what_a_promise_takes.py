"""What a promise takes is told by *Enough?* alone; the certificate leads there, and draws know nothing of chances."""

import pytest

from annotation import reports
from annotation.certificate.actions import freeze
from annotation.certificate.reckoning import certificate_report
from annotation.models import Signal

pytestmark = pytest.mark.django_db

LINK = 'href="/projects/reviews/stopping/">Enough?</a>'


@pytest.fixture
def snapshot(queue, project, lead):
    return freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind")


@pytest.fixture
def scored(project, queue, snapshot):
    """Every row has its chance of a wrong label, which is all that a plan would need."""
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name="wrong_probability", value=0.1 * number)
        for number, sample in enumerate(queue)
    )
    reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))


def test_the_certificate_gives_no_forecast_of_its_own(scored, project, signed_in, api_client, viewer):
    shown = signed_in(viewer).get("/projects/reviews/certificate/").text
    assert "Riskiest rows first" not in shown
    assert shown.count("What a promise takes") == 1
    assert "plans" not in api_client(viewer).get("/api/v1/projects/reviews/certificate").json()


def test_it_leads_those_to_enough_who_may_read_it(scored, signed_in, viewer, annotator):
    card = 'id="takes-title"'
    theirs, mine = (signed_in(user).get("/projects/reviews/certificate/").text for user in (viewer, annotator))
    assert card in theirs
    assert LINK in theirs
    assert card not in mine
    assert LINK not in mine


def test_chances_move_no_draw(project, snapshot, request):
    keys = list(snapshot.items.order_by("audit_key").values_list("item", flat=True))
    request.getfixturevalue("scored")
    assert list(snapshot.items.order_by("audit_key").values_list("item", flat=True)) == keys
