"""A text that people correct may be as long as it came, whatever the codebook's limit."""

import pytest
from django.urls import reverse

from annotation.models import Annotation
from annotation.queue.actions.dispense import hand_out
from generation.models import Question

pytestmark = pytest.mark.django_db

TEXT = "A sentence of five words. " * 600
MENDED = TEXT.replace("five", "four", 1).strip()
ANSWERS = "/api/v1/projects/reviews/annotations"


@pytest.fixture(autouse=True)
def _asked_to_correct(queue, codebook):
    Question.objects.create(
        codebook=codebook, position=1, name="fix", type="text", required=False, options={"starts_from": "text"}
    )
    queue[0].fields = {"text": TEXT}
    queue[0].save(update_fields=["fields"])


def stored() -> str:
    return Annotation.objects.valid().get().answers["fix"]


@pytest.fixture
def by_form(signed_in, project, annotator):
    """`by_form(text)`: the answer to the first item, as the page sends it."""

    def send(text: str):
        lease = hand_out(project=project, user=annotator).lease
        address = reverse("annotation:review-answer", args=["reviews", lease])
        return signed_in(annotator).post(address, {"q-sentiment": "positive", "q-fix": text.replace("\n", "\r\n")})

    return send


@pytest.fixture
def by_rest(api_client, project, annotator):
    def send(text: str):
        held = hand_out(project=project, user=annotator)
        said = {"sentiment": "positive", "fix": text}
        sent = {"sample": held.item.sample_id, "lease": held.lease, "answers": said}
        return api_client(annotator).post(ANSWERS, sent, content_type="application/json")

    return send


@pytest.mark.parametrize("text", [TEXT, MENDED])
def test_by_form(by_form, text):
    assert by_form(text).status_code == 302
    assert stored() == text.strip()


@pytest.mark.parametrize("text", [TEXT, MENDED])
def test_by_rest(by_rest, text):
    assert by_rest(text).status_code == 201
    assert stored() == text.strip()


def test_by_correction(by_form, signed_in, annotator):
    by_form(TEXT)
    address = reverse("annotation:review-correct", args=["reviews", Annotation.objects.get().pk])
    page = signed_in(annotator).get(address).text
    assert f'maxlength="{len(TEXT)}"' in page
    assert signed_in(annotator).post(address, {"q-sentiment": "positive", "q-fix": MENDED}).status_code == 302
    assert stored() == MENDED


def test_what_is_longer_than_it_came_is_refused_with_how_much_is_allowed(by_rest):
    refused = by_rest(f"{TEXT} And more.")
    assert refused.status_code == 422
    assert f"At most {len(TEXT)} characters are allowed" in refused.text
