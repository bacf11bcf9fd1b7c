"""Who is being asked about a sample blind learns its label neither from the list nor from what the list is made of."""

import pytest

from annotation.models import Assignment
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.models import Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(project, codebook, annotator) -> Sample:
    add_samples(project, 3)
    pull(project=project)
    assignment = hand_out(project=project, user=annotator)
    Assignment.objects.filter(pk=assignment.pk).update(blind=True)
    return assignment.item.sample


@pytest.mark.parametrize("query", ["", "order=-suspicion", "label_source=machine", "label={label}"])
def test_the_list_does_not_tell(project, annotator, api_client, held, query):
    address = f"/api/v1/projects/{project.slug}/samples?{query.format(label=held.current_label)}"
    rows = [row for row in api_client(annotator).get(address).json()["items"] if row["id"] == held.pk]
    assert [row["label"] for row in rows] == ([""] if not query else [])


def test_somebody_else_sees_it(project, viewer, api_client, held):
    answer = api_client(viewer).get(f"/api/v1/projects/{project.slug}/samples?label={held.current_label}").json()
    assert held.pk in [row["id"] for row in answer["items"]]
