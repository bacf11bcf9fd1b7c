"""The room of an annotator."""

import pytest

from annotation.models import ReviewPolicy
from annotation.queue.actions import dispense
from annotation.queue.actions.pull import pull
from generation.models import Sample
from tests.annotation.conftest import add_samples
from tests.browser.annotation.asking import ROOM

REVIEWS = [
    "A warm and funny film about two brothers who open a bakery in Busan, told with a light hand and a big heart.",
    "이 영화는 처음부터 끝까지 따뜻하고 재미있다. 배우들의 연기가 특히 훌륭하다.",
    "فيلم جميل ومؤثر، لكن النهاية طويلة أكثر من اللازم.",
    "It tries hard to be funny, and the effort is all that you see.",
]


@pytest.fixture
def room(project, codebook, annotator, signed_in_page, monkeypatch):
    """The page of an annotator with twelve items; what the server did is read from the database."""
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.9)  # no overlap, nothing blind
    ReviewPolicy.objects.create(project=project)
    for sample, text in zip(add_samples(project, 12), REVIEWS, strict=False):
        Sample.objects.filter(pk=sample.pk).update(fields={"text": text})
    pull(project=project)
    page = signed_in_page(annotator)
    page.open(ROOM)
    return page
