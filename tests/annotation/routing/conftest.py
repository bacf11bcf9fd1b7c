import numpy as np
import pytest

from annotation.machine.asking import enqueue_score
from annotation.models import Dispenser, Item, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.enhance.conftest import OTHER, truth
from tests.annotation.making import answer, distinct_text, make_sample

ROWS, WRONG_EVERY = 240, 5


def given(number: int) -> str:
    return OTHER[truth(number)] if number % WRONG_EVERY == 0 else truth(number)


@pytest.fixture
def samples(project, codebook):
    """240 reviews that a model labelled, every fifth of them wrongly; what they say is plain to a student."""
    words = {"positive": "warm and funny", "negative": "dull and lifeless"}
    made = [
        make_sample(project, f"a {words[truth(i)]} film: {distinct_text(i)}", given(i), probability=0.9)
        for i in range(ROWS)
    ]
    pulled = {"pulled_until": made[-1].pk, "items": len(made), "open_items": len(made)}
    Dispenser.objects.update_or_create(project=project, defaults=pulled)
    return made


@pytest.fixture
def scored(project, samples, annotator):
    """A third was drawn by chance and answered; then the student learned."""
    for number in np.random.default_rng(0).permutation(ROWS)[:80]:
        answer(annotator, samples[number], truth(number), stream=Stream.AUDIT)
    Item.objects.filter(answers__gt=0).update(stream=Stream.AUDIT)
    enqueue_score(project)
    carry_out_open_jobs()
    return samples
