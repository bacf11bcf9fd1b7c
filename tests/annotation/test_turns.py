"""A field of the kind “dialogue” is shown turn by turn."""

import pytest

from generation.models import Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

TALK = "user: Why is the sky blue?\nassistant: Light scatters.\n\nBlue light most."


@pytest.fixture
def talks(codebook):
    codebook.fields = [{"name": "text", "title": "Talk", "type": "chat"}]
    codebook.save()


@pytest.fixture
def sample(project, talks):
    add_samples(project, 1)
    sample = Sample.objects.get()
    sample.fields = {"text": TALK}
    sample.save()
    return sample


def shown_by_turns(html: str) -> bool:
    return (
        "Why is the sky blue?</p>" in html and "Light scatters.\n\nBlue light most.</p>" in html and "user:" not in html
    )


def test_the_page_of_a_sample_shows_its_turns(sample, signed_in, viewer):
    html = signed_in(viewer).get(f"/projects/reviews/samples/{sample.pk}/").content.decode()
    assert shown_by_turns(html)
    assert html.index("User") < html.index("Why is the sky") < html.index("Assistant") < html.index("Light scatters")


def test_text_that_is_no_dialogue_is_shown_as_it_is(sample, signed_in, viewer):
    Sample.objects.update(fields={"text": "Once upon a time"})
    assert "Once upon a time" in signed_in(viewer).get(f"/projects/reviews/samples/{sample.pk}/").content.decode()


def test_the_review_page_shows_its_turns(queue, project, talks, signed_in, annotator):
    Sample.objects.update(fields={"text": TALK})
    assert shown_by_turns(signed_in(annotator).get("/projects/reviews/review/").content.decode())


def test_the_codebook_s_form_offers_the_kind(codebook, signed_in, lead):
    html = signed_in(lead).get("/projects/reviews/codebooks/edit/").content.decode()
    assert '<option value="chat"' in html
