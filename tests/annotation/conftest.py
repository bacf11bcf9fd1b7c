import hashlib

import pytest

from annotation.models import ReviewPolicy
from annotation.queue.actions import dispense, fresh, lease, waiting
from annotation.queue.actions.pull import pull
from generation.models import LabelSource, MachineLabel, Origin, Sample


def add_samples(project, count, *, label="positive", origin=Origin.GENERATED, start=0, **more):
    """`count` samples that a model labelled (or none, with label='')."""
    source = LabelSource.MACHINE if label else LabelSource.NONE
    samples = Sample.objects.bulk_create(
        Sample(
            project=project,
            fields={"text": f"Review {start + i}"},
            content_hash=hashlib.blake2b(f"{project.pk}/{start + i}".encode(), digest_size=16).digest(),
            origin=origin,
            external_id=f"row-{start + i}",
            current_label=label,
            label_source=source,
            **more,
        )
        for i in range(count)
    )
    if label:
        MachineLabel.objects.bulk_create(
            MachineLabel(sample=sample, question="sentiment", source="import", label=label, probability=0.9)
            for sample in samples
        )
    return samples


def throw(monkeypatch, coins) -> None:
    """Every coin of the queue is one of these: a random.Random with a seed."""
    for module in (dispense, fresh, lease, waiting):
        monkeypatch.setattr(module, "chance", coins)


@pytest.fixture
def policy(project):
    """One answer an item, suggestions shown, no audit: what a test wants otherwise it sets."""
    return ReviewPolicy.objects.create(project=project, overlap_share=0.0)


@pytest.fixture
def queue(project, codebook, policy):
    """Ten machine-labelled items in the queue."""
    samples = add_samples(project, 10)
    pull(project=project)
    return samples
