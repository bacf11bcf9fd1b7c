"""A codebook may begin with a form for its kind of task."""

import re

import pytest
from django.urls import reverse

from generation.codebooks.faces import faces
from generation.codebooks.starters import STARTERS
from generation.codebooks.validation import looked_at
from generation.methods.fields import PARTS
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook
from tests.generation.codebooks.specs import spec
from tests.generation.codebooks.test_pages import typed

pytestmark = pytest.mark.django_db
EDIT = reverse("generation:codebook-edit", args=["reviews"])


@pytest.fixture
def client(signed_in, lead, project):
    return signed_in(lead)


def test_a_project_without_a_codebook_offers_a_form_for_each_kind_of_task(client):
    page = client.get(EDIT).text
    assert re.findall(r'value="start:(\w+)"', page) == list(STARTERS)


def test_one_with_a_codebook_offers_none(client, codebook):
    assert "start:" not in client.get(EDIT).text


@pytest.mark.parametrize("name", STARTERS)
def test_a_form_lacks_nothing_but_the_names_of_labels(name):
    _read, problems = looked_at(STARTERS[name].spec())
    assert all(re.fullmatch(r"questions\[0\]\.labels\[\d\]\.name", problem.path) for problem in problems)


@pytest.mark.parametrize("name", STARTERS)
def test_recipes_and_imports_know_its_fields(name):
    assert {field["name"] for field in STARTERS[name].spec()["fields"]} <= PARTS


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_it_fills_the_form_in_keeps_what_was_said_of_the_task_and_saves_nothing(client, headers):
    page = client.post(EDIT, typed(do="start:preference", purpose="Half a sent"), headers=headers).text
    assert 'value="answer_b"' in page
    assert 'value="Which answer is better?"' in page
    assert "Half a sent" in page
    assert "How is it?" not in page
    assert not Codebook.objects.exists()


def test_a_form_that_there_is_not_changes_nothing(client):
    assert "How is it?" in client.post(EDIT, typed(do="start:__class__")).text


def test_the_guide_says_how_a_question_is_answered_and_when():
    stars = {"name": "stars", "title": "How many?", "type": "rating", "options": {"high": 7}}
    why = {
        "name": "why", "title": "Why?", "type": "text", "required": False,
        "when": {"question": "stars", "answers": ["1", "2"]},
    }  # fmt: skip
    whole = TaskSpec.from_json(spec(questions=[*spec()["questions"], stars, why]))
    shown = faces(whole).guide["questions"]
    assert [one["kind"] for one in shown] == ["One label", "Rating", "Text"]
    assert shown[1]["scale"] == ("1", "7")
    assert shown[2]["when"] == {"title": "How many?", "answers": ["1", "2"]}
