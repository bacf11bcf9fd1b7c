"""A field of the kind “dialogue” is shown turn by turn."""

import pytest

from annotation.datasets.frames import with_speakers
from generation.models import Sample
from tests.annotation.conftest import add_samples
from tests.annotation.making import answer

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


MESSAGES = '[{"role": "user", "content": "Why is the sky blue?"}, {"role": "assistant", "content": "Light scatters."}]'


def test_messages_as_json_are_turns_too(sample, signed_in, viewer):
    Sample.objects.update(fields={"text": MESSAGES})
    html = signed_in(viewer).get(f"/projects/reviews/samples/{sample.pk}/").text
    assert "Why is the sky blue?</p>" in html
    assert "role" not in html.split('class="turns"')[1].split("</section>")[0]


@pytest.mark.parametrize("text", [TALK, MESSAGES])
def test_lists_tell_a_dialogue_by_its_speakers(sample, signed_in, viewer, text):
    Sample.objects.update(fields={"text": text})
    html = signed_in(viewer).get("/projects/reviews/samples/").text
    assert "User: Why is the sky blue? / Assistant: Light scatters." in html


def test_the_speakers_speak_the_language_of_the_page(sample, signed_in, viewer):
    html = signed_in(viewer).get("/projects/reviews/samples/", headers={"Accept-Language": "ko"}).text
    assert "사용자: Why is the sky blue?" in html


def test_a_person_s_own_answers_tell_it_so(queue, project, talks, signed_in, annotator):
    Sample.objects.update(fields={"text": TALK})
    answer(annotator, Sample.objects.first(), "positive")
    page = signed_in(annotator).get("/projects/reviews/review/answers/").text
    assert "User: Why is the sky blue? / Assistant: Light scatters." in page


def test_what_changed_between_versions_tells_it_so(project, sample):
    parts = {"added": {"count": 1, "rows": [{"sample": sample.pk, "label": "positive", "text": TALK}]}}
    [row] = with_speakers(project, parts)["added"]["rows"]
    assert row["text"].startswith("User: Why is the sky blue? / Assistant: Light scatters.")
