from types import SimpleNamespace

import numpy as np
import pytest

from annotation.machine.asking import enqueue_score
from annotation.models import Dispenser, Item, Snapshot, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.enhance.conftest import OTHER, truth
from tests.annotation.making import distinct_text, make_sample
from tests.worlds import Committed, annotator, codebook, lead, project, reviews, viewer  # noqa: F401 - fixtures

# ruff: noqa: F811 - the fixtures

ROWS, WRONG_EVERY = 240, 5


def given(number: int) -> str:
    return OTHER[truth(number)] if number % WRONG_EVERY == 0 else truth(number)


def labelled(project) -> list:
    """240 reviews that a model labelled, every fifth of them wrongly; what they say is plain to a student."""
    words = {"positive": "warm and funny", "negative": "dull and lifeless"}
    made = [
        make_sample(project, f"a {words[truth(i)]} film: {distinct_text(i)}", given(i), probability=0.9)
        for i in range(ROWS)
    ]
    pulled = {"pulled_until": made[-1].pk, "items": len(made), "open_items": len(made)}
    Dispenser.objects.update_or_create(project=project, defaults=pulled)
    return made


def scored_reviews() -> SimpleNamespace:
    """A third of a snapshot was drawn and answered; then the student learned. The numbers of these rows."""
    world = reviews()
    world.samples = labelled(world.project)
    world.snapshot = opened(world)
    world.numbers = np.random.default_rng(0).permutation(ROWS)[:80].tolist()
    for number in world.numbers:
        remove(world.snapshot, world.samples[number], world.annotator, truth(number))
    Item.objects.filter(answers__gt=0).update(stream=Stream.AUDIT)
    scored_again(world.project)
    return world


def opened(world) -> Snapshot:
    snapshot = frozen(world.project, world.codebook, world.samples)
    Dispenser.objects.filter(project=world.project).update(snapshot=snapshot)
    return snapshot


def scored_again(project) -> None:
    enqueue_score(project)
    carry_out_open_jobs()


SCORED = Committed(scored_reviews)


@pytest.fixture
def world(request, transactional_db) -> SimpleNamespace:
    return SCORED.again() if "scored" in request.fixturenames else reviews()


@pytest.fixture
def samples(project):
    return labelled(project)


@pytest.fixture
def scored(world) -> list:
    return world.samples
