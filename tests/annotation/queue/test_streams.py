"""What the API offers as a stream can be asked for and gives items."""

import pytest

from annotation.certificate.actions import freeze
from annotation.estimation.actions import draw_estimation
from annotation.estimation.asking import order_estimation
from annotation.models import Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.models import Origin, SampleState
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


def test_each_stream_that_is_offered_has_items_to_give(queue, project, policy, lead, annotator, client):
    policy.audit_open, policy.overlap_share, policy.gold_share = True, 1.0, 0.1
    policy.save()
    add_samples(project, 1, start=50, origin=Origin.GOLD, reference="negative", state=SampleState.NEEDS_PERSON)
    add_samples(project, 1, start=60, label="", origin=Origin.GOLD, reference="negative")
    add_samples(project, 20, start=70)
    pull(project=project)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    draw_estimation(estimation=order_estimation(project=project, by=lead, looks=20))
    answered = hand_out(project=project, user=annotator, stream=Stream.ACTIVE)
    submit(assignment=answered, answers={"sentiment": "positive"})
    offered = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["Stream"]["enum"]
    given = [hand_out(project=project, user=lead, stream=stream) for stream in offered]
    assert [assignment and assignment.stream for assignment in given] == offered
