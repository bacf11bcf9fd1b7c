import pytest

from annotation.enhance.asking import start_enhancement
from annotation.models import Dispenser, Enhancement
from generation.children import carry_out_open_jobs
from tests.annotation.making import answer, distinct_text, make_sample

WORDS = {"positive": ("warm", "funny", "moving"), "negative": ("dull", "lifeless", "boring")}
WRONG = (7, 22, 31, 40)
OTHER = {"positive": "negative", "negative": "positive"}


def truth(number: int) -> str:
    return "positive" if number % 2 else "negative"


@pytest.fixture
def do_jobs():
    return carry_out_open_jobs


@pytest.fixture
def samples(project, codebook):
    """Sixty reviews that a model labelled, four of them wrongly."""
    made = []
    for i in range(60):
        label = OTHER[truth(i)] if i in WRONG else truth(i)
        text = f"a {' and '.join(WORDS[truth(i)])} film: {distinct_text(i)}"
        made.append(make_sample(project, text, label, probability=0.9))
    pulled = {"pulled_until": made[-1].pk, "items": len(made), "open_items": len(made)}
    Dispenser.objects.update_or_create(project=project, defaults=pulled)
    return made


@pytest.fixture
def answered(samples, annotator):
    """Twenty-four of them answered by a person, as the queue chose; none of the wrong ones."""
    for i in [i for i in range(60) if i not in WRONG][:24]:
        answer(annotator, samples[i], truth(i))
    return samples


@pytest.fixture
def enhance(project, lead, do_jobs):
    def made(method="mckd", **more) -> Enhancement:
        found = start_enhancement(project=project, method=method, by=lead, **more)
        do_jobs()
        found.refresh_from_db()
        assert (found.state, found.error) == ("done", "")
        return found

    return made
