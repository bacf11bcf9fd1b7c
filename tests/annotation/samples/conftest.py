import json

import pytest

from annotation.models import Signal
from generation.models import Sample


@pytest.fixture
def rows(project, codebook, api_client, lead) -> list[Sample]:
    """Twelve samples: ten labelled by two sources, one gold, one unlabelled; signals on the first eight."""
    lines = [
        {
            "text": f"Film {number}",
            "external_id": f"film-{number}",
            "label": ("positive", "negative")[number % 2],
            "confidence": 0.5 + number / 100,
            "machine_labels": [{"source": "gpt-4", "label": "positive"}],
        }
        for number in range(10)
    ]
    lines += [{"text": "Gold film", "label": "negative", "origin": "gold"}, {"text": "No label"}]
    body = "\n".join(map(json.dumps, lines))
    address = "/api/v1/projects/reviews/samples"
    answer = api_client(lead).generic("POST", address, body, content_type="application/x-ndjson")
    assert answer.json()["created"] == 12
    samples = list(Sample.objects.order_by("id"))
    for number, sample in enumerate(samples[:8]):
        for name, value in (("suspicion", round(number % 4 / 4, 2)), ("neighbours", number / 8)):
            Signal.objects.create(project=project, sample=sample, name=name, value=value)
    return samples
