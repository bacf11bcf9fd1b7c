"""Number, rows, hash and seed of a snapshot belong together: whoever copies them has one pair, not two halves."""

import re

import pytest
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import bring_up_to_date, freeze, publish_seed
from annotation.certificate.reckoning import certificate_report
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

API = "/api/v1/projects/reviews/certificate"


@pytest.fixture
def snapshot(queue, project, lead):
    return freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind")


def counted(project) -> None:
    data = certificate_report(project, {})
    reports.store(project, "certificate", data, seen=reports.watermark(project))


def extended(snapshot, project) -> None:
    """It takes in five rows more: nothing was drawn from it yet."""
    counted(project)
    add_samples(project, 5, start=50)
    bring_up_to_date(project=project)
    snapshot.refresh_from_db()
    assert (snapshot.number, snapshot.size) == (1, 15)


def followed(snapshot, project, lead) -> None:
    """Another snapshot takes its place: rows were drawn from it, and new ones came."""
    submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "negative"})
    counted(project)
    add_samples(project, 5, start=50)
    bring_up_to_date(project=project)


def page(signed_in, viewer) -> str:
    return signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text


def test_a_snapshot_that_took_in_rows_has_their_hash_and_none_of_the_older_numbers(
    snapshot, project, signed_in, viewer
):
    old = snapshot.label_hash
    extended(snapshot, project)
    text = page(signed_in, viewer)
    assert snapshot.label_hash in text
    assert old not in text
    assert "of the 10 frozen labels" not in text
    assert "As of" not in text
    assert "being counted" in text


def test_no_time_of_older_numbers_stands_over_a_newer_snapshot(snapshot, project, lead, signed_in, viewer):
    followed(snapshot, project, lead)
    text = page(signed_in, viewer)
    assert "<dd>2 ·" in text
    assert not re.search(r"As of|came since", text)


def test_once_they_are_counted_the_numbers_have_their_time(snapshot, project, signed_in, viewer):
    extended(snapshot, project)
    counted(project)
    text = page(signed_in, viewer)
    assert "As of" in text
    assert "15 of the 15 frozen labels" in text
    assert "being counted" not in text


def test_the_api_says_the_same(snapshot, project, api_client, viewer):
    extended(snapshot, project)
    told = api_client(viewer).get(API).json()
    assert (told["state"], told["population"], told["label_hash"]) == ("pending", 15, snapshot.label_hash)
    assert (told["bound"], told["audits"], "as_of" in told) == (1.0, None, False)


def test_a_seed_that_was_published_since_is_shown_at_once(snapshot, project, lead, api_client, viewer):
    counted(project)
    publish_seed(project=project, lead=lead, number=1)
    snapshot.refresh_from_db()
    told = api_client(viewer).get(API).json()
    assert (told["state"], told["published_seed"]) == ("ready", snapshot.published_seed)
