"""What a preset wrote into the codebook is read in each reader's language, as long as nobody touched it."""

import pytest
from django.utils import translation

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.review.actions import two_people_revise
from generation.codebooks.actions import publish
from generation.models import Codebook, Question
from generation.presets import preset_told

pytestmark = pytest.mark.django_db

REVISE = "Review: 더 나아질 수 있으면 고쳐 주세요"
DISCARD = "항목을 버릴까요?"


@pytest.fixture
def draft(project, queue, lead) -> Codebook:
    """As a Korean lead makes it."""
    with translation.override("ko"):
        return two_people_revise(project=project, lead=lead).draft


@pytest.fixture
def pages(annotator, signed_in):
    """The room, and what an annotator finds beside it."""

    def of(*addresses) -> list[str]:
        browser = signed_in(annotator)
        browser.cookies["django_language"] = "ko"
        return [browser.get(f"/projects/reviews/{address}").content.decode() for address in addresses]

    return of


def titles(codebook: Codebook) -> list[str]:
    return [question.title for question in codebook.questions.all()]


def test_it_is_stored_in_english_whatever_the_lead_reads(draft):
    assert titles(draft) == ["How is the review?", "Review: revise it where it could be better", "Discard the item?"]


def test_an_annotator_reads_it_in_their_own_language(draft, lead, project, annotator, pages):
    publish(codebook=draft, author=lead)
    room, codebook = pages("review/", "codebooks/1/")[0], pages("codebooks/2/")[0]
    for page in (room, codebook):
        assert REVISE in page
        assert DISCARD in page
        assert "revise it where" not in page
        assert "망가졌거나" in page
    submit(assignment=hand_out(project=project, user=annotator), answers={"discard": ["discard"]})
    assert DISCARD in pages("review/answers/")[0]


def test_what_a_lead_wrote_stays_as_it_is(draft, lead, pages):
    Question.objects.filter(codebook=draft, name="discard").update(title="Away with it?")
    Question.objects.filter(codebook=draft, name="text_revised").update(title="Mend the text")
    publish(codebook=Codebook.objects.get(pk=draft.pk), author=lead)
    room = pages("review/")[0]
    assert "Away with it?" in room
    assert "Mend the text" in room


@pytest.mark.parametrize("text", ["", "Comment", "Discard the item", "revise it where it could be better", "리뷰"])
def test_other_words_are_left_alone_though_the_catalogue_knows_them(text):
    with translation.override("ko"):
        assert preset_told(text) == text
