import pytest

from annotation.models import Item, Stream
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def judged(project, codebook, annotator):
    """`judged(gpt="positive", anna="negative")`: an item that a model labelled and people answered blind."""
    made = 0

    def make(*, gpt="positive", probability=0.9, anna="positive", others=(), stream=Stream.AUDIT, blind=True):
        nonlocal made
        made += 1
        sample = make_sample(project, distinct_text(made))
        if gpt:
            machine_label(sample, gpt, source="gpt", probability=probability, codebook_number=1)
        answer(annotator, sample, anna, stream=stream, blind=blind)
        for user, label in others:
            answer(user, sample, label, stream=Stream.OVERLAP, resolve=False)
        Item.objects.filter(sample=sample).update(stream=stream)
        return sample

    return make


@pytest.fixture
def thirty(judged, annotator2):
    """30 audit items of two people who always agree; the model differs on six, always sure to 0.9."""
    for n in range(30):
        label = ("positive", "negative")[n % 2]
        judged(gpt=OTHER[label] if n < 6 else label, anna=label, others=[(annotator2, label)])
