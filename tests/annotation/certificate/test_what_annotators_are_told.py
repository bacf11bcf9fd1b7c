"""Two reads, before and after an item is handed out, tell whoever holds it neither its stream nor its label."""

import pytest
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import bring_up_to_date, freeze
from annotation.certificate.reckoning import certificate_report
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

PATH = "/api/v1/projects/reviews/certificate"
OF_PARTS = {"by_label", "by_condition", "without_bound", "distinct", "claims", "slice_risk", "again", "until_open"}
MOVING = ("as_of", "looks", "made_from", "came_since", "refreshing")


@pytest.fixture
def audited(project, codebook, policy, lead):
    """Of sixty rows six audits are settled, the first of them was wrong."""
    add_samples(project, 60)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for turn in range(6):
        said = {"sentiment": "positive" if turn else "negative"}
        submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers=said)


def counted(project) -> None:
    data = certificate_report(project, {})
    reports.store(project, "certificate", data, seen=reports.watermark(project))


def told(project, client) -> dict:
    counted(project)
    body = client.get(PATH).json()
    return {name: body[name] for name in body if name not in MOVING}


@pytest.mark.parametrize("stream", ["audit", "active"])
def test_handing_an_item_out_moves_nothing_of_what_annotators_read(
    audited, project, api_client, annotator, viewer, stream
):
    before, whole = told(project, api_client(annotator)), told(project, api_client(viewer))
    hand_out(project=project, user=annotator, stream=stream)
    assert told(project, api_client(annotator)) == before
    now = told(project, api_client(viewer))
    assert (now["unresolved"], now["audits"]) == (1, whole["audits"] + (stream == "audit"))


def test_what_is_settled_is_promised_to_them_as_to_everybody(audited, project, api_client, annotator, viewer):
    mine, all_of_it = told(project, api_client(annotator)), told(project, api_client(viewer))
    assert (mine["audits"], mine["audit_errors"], mine["found"]) == (6, 1, 1)
    assert 0 < mine["bound"] < 1
    assert all_of_it == mine | {name: all_of_it[name] for name in OF_PARTS - {"until_open"}}


def test_a_row_that_is_settled_counts_once_those_before_it_are(audited, project, api_client, annotator, lead):
    held = hand_out(project=project, user=annotator, stream="audit")
    submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "positive"})
    assert told(project, api_client(annotator))["answered"] == 6
    submit(assignment=held, answers={"sentiment": "positive"})
    assert told(project, api_client(annotator))["answered"] == 8


def test_parts_are_left_out_of_closed_snapshots_too(audited, project, api_client, annotator, viewer):
    hand_out(project=project, user=annotator, stream="audit")
    counted(project)
    add_samples(project, 5, start=100)
    bring_up_to_date(project=project)
    pending = api_client(annotator).get(PATH).json()
    ready = told(project, api_client(annotator))
    for body in (pending, ready):
        assert not OF_PARTS & (body.keys() | body["history"][0].keys())
        assert (body["history"][0]["audits"], body["history"][0]["unresolved"]) == (6, 0)
    seen = told(project, api_client(viewer))["history"][0]
    assert (seen["audits"], seen["unresolved"], "until_open" in seen) == (7, 1, False)


def test_a_report_of_an_earlier_release_tells_them_no_count(audited, project, api_client, annotator):
    old = {name: value for name, value in certificate_report(project, {}).items() if name != "until_open"}
    reports.store(project, "certificate", old, seen=reports.watermark(project))
    body = api_client(annotator).get(PATH).json()
    assert (body["bound"], body["audits"], body["estimate"]) == (1.0, None, None)


def test_the_page_says_what_it_leaves_out(audited, project, signed_in, annotator, viewer):
    hand_out(project=project, user=annotator, stream="audit")
    counted(project)
    address, words = reverse("annotation:certificate", args=["reviews"]), "these figures end before the first row"
    mine, theirs = signed_in(annotator).get(address).text, signed_in(viewer).get(address).text
    assert words in mine
    assert words not in theirs
    assert "By frozen label" in theirs
    assert "By frozen label" not in mine
    assert "more row was handed out" in theirs
    assert "more row was handed out" not in mine
