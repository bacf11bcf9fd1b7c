"""Forty reviews that a model labelled, four of them wrongly, and a simulated model that grades them."""

import pytest

from annotation.asked.actions import ask_for_grades
from annotation.models import Dispenser
from generation.models import Endpoint, LabelSource, Origin, Sample
from tests.annotation.making import distinct_text, make_sample
from tests.generation.conftest import _simulator_thread, simulated  # noqa: F401 - fixtures

WORDS = {"positive": "warm and funny", "negative": "dull and lifeless"}
OTHER = {"positive": "negative", "negative": "positive"}
WRONG = (3, 12, 21, 38)


@pytest.fixture
def samples(project, codebook):
    made = []
    for number in range(40):
        truth = "positive" if number % 2 else "negative"
        text = f"A {WORDS[truth]} film: {distinct_text(number)}"
        made.append(make_sample(project, text, OTHER[truth] if number in WRONG else truth))
    seed = {"origin": Origin.SEED, "reference": "positive", "label_source": LabelSource.REFERENCE}
    Sample.objects.create(
        project=project, fields={"text": "A seed."}, content_hash=b"seed", current_label="positive", **seed
    )
    pulled = {"pulled_until": made[-1].pk, "items": len(made), "open_items": len(made)}
    Dispenser.objects.update_or_create(project=project, defaults=pulled)
    return made


@pytest.fixture
def endpoint(project, simulated):  # noqa: F811 - the fixture
    simulated.turn(label_noise=0.0)
    return Endpoint.objects.create(
        project=project, name="peer", base_url=simulated.url, model="m", price_in=1, price_out=2, timeout_s=5
    )


@pytest.fixture
def ask(project, lead, endpoint):
    def begin(dimension="quality", **more):
        asked = {"which": "chance", "count": 100, "endpoint": endpoint, "by": lead} | more
        return ask_for_grades(project=project, dimension=dimension, **asked)

    return begin
