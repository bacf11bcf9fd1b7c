"""Recipes of several steps, or with a set-up of their own, on the database and over HTTP."""

import pytest

from generation.methods.content import content_hash
from generation.models import Attribute, Call, LabelSource, MachineLabel, Origin, RunState, Sample
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


def finished(run):
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.reason
    return run


def test_every_revision_is_kept_beside_the_sample(simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated), recipe="constitutional", count=6))
    for sample in Sample.objects.filter(run=run):
        assert sample.metadata["draft"].keys() == sample.fields.keys()
        assert sample.metadata["revisions"]
        assert all(one["rule"] and one["text"] for one in sample.metadata["revisions"])


def test_an_instruction_is_found_stored_and_labels_what_has_no_label(project, seeds, simulated, endpoint_at, start):
    simulated.turn(label_noise=0.0)
    Sample.objects.update(current_label="positive")  # what has a label is none of its business
    for text in ("A brilliant film, truly wonderful.", "Dull, bad and boring."):
        Sample.objects.create(
            project=project, origin=Origin.UNLABELLED, fields={"text": text}, content_hash=content_hash({"text": text})
        )
    run = finished(start(endpoint_at(simulated), recipe="instruction-induction", count=2))
    found = Attribute.objects.get(project=project, name__startswith="instruction-induction.instruction.")
    assert found.values.filter(state="kept").count() == 1
    assert "held-out pairs right" in found.title
    assert MachineLabel.objects.filter(sample__origin=Origin.UNLABELLED).count() == 2
    Sample.objects.filter(origin=Origin.UNLABELLED).update(current_label="", label_source=LabelSource.NONE)
    again = finished(start(run.endpoint, recipe="instruction-induction", count=2))
    assert not Call.objects.filter(run=again, row__round=0).exists()  # what is known is not asked for again
