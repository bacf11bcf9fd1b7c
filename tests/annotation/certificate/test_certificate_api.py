"""The certificate by REST, from the freeze to the bound."""

import pytest

from annotation import reports
from annotation.certificate import actions
from annotation.certificate.reckoning import certificate_report
from annotation.models import Annotation, Snapshot
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.undo import undo
from generation.children import carry_out_open_jobs
from generation.models import Project
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

PATH = "/api/v1/projects/reviews/certificate"


def freeze(client, **body):
    return client.post(PATH, body, content_type="application/json")


def read(client):
    """What the API answers once the worker has computed the report."""
    project = Project.objects.get()
    reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))
    return client.get(PATH).json()


def audit(project, user, count, wrong=0):
    """`count` audits, of which the first `wrong` find the frozen label wrong."""
    return [
        submit(
            assignment=hand_out(project=project, user=user, stream="audit"),
            answers={"sentiment": "negative" if number < wrong else "positive"},
        )
        for number in range(count)
    ]


@pytest.fixture
def many(project, codebook, policy):
    add_samples(project, 200)


def test_a_freeze_says_what_was_fixed(many, api_client, lead):
    response = freeze(api_client(lead), risk=0.1)
    assert response.status_code == 201
    body = response.json()
    assert (body["state"], body["population"], body["risk"], body["procedure"]) == ("frozen", 200, 0.1, "A")
    assert len(body["seed_commitment"]) == 64
    assert "seed_encrypted" not in body


@pytest.mark.parametrize("body", [{"risk": 0}, {"risk": 2}, {"reference_rule": "none"}])
def test_nonsense_is_refused(many, api_client, lead, body):
    assert freeze(api_client(lead), **body).status_code == 422
    assert not Snapshot.objects.exists()


def test_a_freeze_that_is_sent_again_with_its_key_freezes_once(many, api_client, lead):
    client, headers = api_client(lead), {"Idempotency-Key": "first audit"}
    answers = [client.post(PATH, {}, content_type="application/json", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Snapshot.objects.count() == 1


def test_a_freeze_with_a_key_is_short_and_the_worker_fills_it(many, api_client, lead, monkeypatch):
    """All of it is one transaction: the queue of the project waits for its end, on SQLite everybody who writes."""
    steps = []
    step = actions.freeze_step
    monkeypatch.setattr(actions, "freeze_step", lambda **given: steps.append(1) or step(**given))
    monkeypatch.setattr(actions, "STEP", 20)
    headers = {"Idempotency-Key": "first audit"}
    body = api_client(lead).post(PATH, {}, content_type="application/json", headers=headers).json()
    assert (body["state"], len(steps)) == ("freezing", 1)
    carry_out_open_jobs()
    assert Snapshot.objects.get().size == 200
    again = api_client(lead).post(PATH, {}, content_type="application/json", headers=headers)
    assert again.json() == body


def test_nothing_to_certify_is_409(project, codebook, api_client, lead):
    assert freeze(api_client(lead)).status_code == 409


def test_without_a_snapshot_there_is_none(project, api_client, viewer):
    assert api_client(viewer).get(PATH).status_code == 404


def test_before_the_first_audit_everything_may_be_wrong(many, api_client, lead):
    client = api_client(lead)
    freeze(client)
    assert (client.get(PATH).json()["bound"], client.get(PATH).json()["estimate"]) == (1.0, None)
    assert read(client)["bound"] == 1.0


def test_clean_audits_bring_the_bound_down(many, project, api_client, lead):
    client = api_client(lead)
    freeze(client)
    audit(project, lead, 100)
    body = read(client)
    assert 0 < body["bound"] < 0.05
    assert (body["confidence"], body["population"], body["audits"], body["audit_errors"]) == (0.95, 200, 100, 0)
    assert body["estimate"] == 0.0
    assert body["low"] == 0.0
    assert body["high"] < 0.05
    assert body["by_label"]["positive"]["population"] == 200
    assert body["looks"] == 1


def test_an_error_found_moves_the_estimate_and_an_undone_one_counts_no_longer(many, project, api_client, lead):
    client = api_client(lead)
    freeze(client)
    answers = audit(project, lead, 50, wrong=50)[-10:]
    body = read(client)
    assert body["found"] == 50
    for answer in answers:
        undo(annotation=Annotation.objects.get(pk=answer.pk))
    again = certificate_report(project, {})
    assert (again["found"], again["unresolved"]) == (40, 10)
    assert again["estimate"] > 0.9


def test_unresolved_rows_stay_in_the_bound(many, project, api_client, lead):
    freeze(api_client(lead))
    audit(project, lead, 60)
    hand_out(project=project, user=lead, stream="audit")
    body = certificate_report(project, {})
    assert body["unresolved"] == 1
    assert body["at_most_wrong"] >= 1


def test_the_seed_is_published_once(many, project, api_client, lead):
    client = api_client(lead)
    freeze(client)
    body = client.post(f"{PATH}/seed?snapshot=1").json()
    assert len(body["published_seed"]) == 64
    assert client.post(f"{PATH}/seed?snapshot=1").status_code == 409
