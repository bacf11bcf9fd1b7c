import pytest

from annotation.models import Dispenser, Item
from generation.children import carry_out_open_jobs
from tests.annotation.making import distinct_text, make_sample

WORDS = {"positive": ("warm", "funny", "moving"), "negative": ("dull", "lifeless", "boring")}
WRONG = (7, 22)


@pytest.fixture
def add(project, codebook):
    """Make a sample that the queue has pulled already."""

    def made(text, label="", **more):
        sample = make_sample(project, text, label, **more)
        count = Item.objects.count()
        pulled = {"pulled_until": sample.pk, "items": count, "open_items": count}
        Dispenser.objects.update_or_create(project=project, defaults=pulled)
        return sample

    return made


@pytest.fixture
def samples(add):
    """Sixty labelled reviews, of which two carry the wrong label."""
    made = []
    for i in range(60):
        truth = "positive" if i % 2 else "negative"
        label = {"positive": "negative", "negative": "positive"}[truth] if i in WRONG else truth
        text = f"a {' and '.join(WORDS[truth])} film: {distinct_text(i)}"
        made.append(add(text, label, probability=0.9))
    return made


@pytest.fixture
def do_jobs():
    return carry_out_open_jobs
