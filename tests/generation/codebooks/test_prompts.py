"""The prompts that the editor shows are those that models read: of every kind of question where labelling asks it."""

import pytest
from django.urls import reverse

from generation.codebooks.diff import compare_prompts
from generation.codebooks.prompts import prompts
from generation.methods.asking.block import questions_block
from generation.methods.asking.which import for_models
from generation.methods.taskspec import TaskSpec
from tests.generation.codebooks.specs import spec
from tests.generation.codebooks.test_kinds import MORE, question
from tests.generation.codebooks.test_pages import typed

pytestmark = pytest.mark.django_db

LABELS = TaskSpec.from_json(spec())
EVERY_KIND = TaskSpec.from_json(spec(questions=[*spec()["questions"], *MORE]))
PREVIEW = reverse("generation:codebook-preview", args=["reviews"])


def test_labels_alone_have_a_prompt_each():
    assert [prompt.name for prompt in prompts(LABELS, "annotate")] == ["sentiment"]


def test_questions_of_every_kind_are_one_prompt_word_for_word_as_it_is_sent():
    (prompt,) = prompts(EVERY_KIND, "annotate")
    assert prompt.header == questions_block(EVERY_KIND, for_models(EVERY_KIND))
    assert "Question stars: stars" in prompt.header.text
    assert "Asked only where the answer to stars is or holds" in prompt.header.text


def test_what_decides_about_the_item_is_left_to_people():
    revision = {"name": "say", "type": "text", "required": False, "options": {"starts_from": "text", "revises": True}}
    left = TaskSpec.from_json(spec(questions=[*spec()["questions"], revision]))
    assert [prompt.name for prompt in prompts(left, "annotate")] == ["sentiment"]


@pytest.mark.parametrize("purpose", ["generate", "judge"])
def test_writing_and_judging_are_about_labels(purpose):
    assert [prompt.name for prompt in prompts(EVERY_KIND, purpose)] == ["sentiment"]


def test_a_question_of_another_kind_that_comes_is_a_difference_of_one_prompt():
    (part,) = compare_prompts(LABELS, EVERY_KIND, "annotate")
    added = "".join(piece.text for piece in part.pieces if piece.op == "added")
    kept = "".join(piece.text for piece in part.pieces if piece.op == "same")
    assert "stars" in added
    assert "Speaks well of it." in kept


def test_an_unfinished_question_stands_in_the_prompt_of_all_and_says_what_it_lacks(signed_in, lead, codebook):
    client = signed_in(lead)
    page = client.post(PREVIEW, typed(**question(1, title="How many?", name="", type="rating"))).text
    prompt = page.partition('id="preview-prompt"')[2]
    assert "Question 2: Give it a name." in prompt
    assert "Answer with a whole number from 1 to 5." in prompt


@pytest.mark.parametrize(
    "boxes",
    [
        {"type": "rating", "rating__low": "x"},
        {"type": "rating", "rating__high": "9" * 19},
        {"type": "ranking"},
        {"type": "text", "text__most": "many"},
        {"type": "nonsense"},
    ],
)
def test_one_whose_settings_make_no_sense_is_left_out_and_named(signed_in, lead, codebook, boxes):
    page = signed_in(lead).post(PREVIEW, typed(**question(1, name="odd", title="Odd?", **boxes))).text
    prompt = page.partition('id="preview-prompt"')[2]
    assert "Question 2: " in prompt
    assert "Question odd" not in prompt
    assert "How is it?" in prompt


@pytest.mark.parametrize("kind", ["spans", "text", "label", "multi_label"])
def test_without_any_field_nothing_breaks(signed_in, lead, codebook, kind):
    boxes = question(1, name="more", type=kind, labels__0__name="a", when__question="sentiment", when__answers=["gone"])
    page = signed_in(lead).post(PREVIEW, typed(**{"fields-0-name": ""}, **boxes)).text
    assert "Question more" in page.partition('id="preview-prompt"')[2]
