import pytest

from annotation.models import Annotation
from generation.children import carry_out_open_jobs
from generation.models import Rule
from tests.annotation.making import answer, distinct_text, machine_label, make_sample


@pytest.fixture
def rules(codebook):
    Rule.objects.create(
        codebook=codebook, position=1, key="R2", text="Irony counts as what it means.", label="negative"
    )


@pytest.fixture
def item(project, rules, annotator):
    """`item(gpt=("positive", "R1"), anna=("negative", "R2"), student="positive")`: an item with what was said of it."""
    count = 0

    def make(*, gpt=None, anna=None, others=(), student=None, blind=True):
        nonlocal count
        count += 1
        sample = make_sample(project, distinct_text(count))
        if gpt:
            machine_label(sample, gpt[0], source="gpt", rule=gpt[1], probability=0.8, codebook_number=1)
        if student:
            machine_label(sample, student, source="student", probability=0.7)
        if anna:
            answer(annotator, sample, anna[0], rule=anna[1], blind=blind)
        for user, (label, rule) in others:
            answer(user, sample, label, rule=rule, resolve=False)
        return sample

    return make


@pytest.fixture
def three(project, api_client, viewer):
    """What the stored comparison says of gpt, people and the student: `three()`."""

    def told(source="gpt") -> dict:
        client = api_client(viewer)
        client.get("/api/v1/projects/reviews/compare")
        carry_out_open_jobs()
        return client.get("/api/v1/projects/reviews/compare").json()["questions"][0]["three"][source]

    return told


def with_comment(sample, text):
    Annotation.objects.filter(item__sample=sample).update(comment=text)
