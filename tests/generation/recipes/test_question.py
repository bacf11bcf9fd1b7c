"""Which question a run speaks of: asked first where a codebook has several, and said what becomes of the others."""

import pytest
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.models import Label, Question
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(project, codebook, lead, signed_in):
    simulated_endpoint(project)
    add_samples(project, 1, label="")
    client = signed_in(lead)
    return lambda recipe: client.get(reverse("generation:recipe-detail", args=["reviews", recipe])).context["form"]


@pytest.fixture
def urgency(codebook):
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(["high", "low"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)
    return question


def names(fields) -> set[str]:
    return {field.name for field in fields}


def test_one_question_is_not_asked_about(form):
    assert "set_question" not in names(form("simprompt").main())


def test_of_several_one_is_written_for_and_the_others_are_left_to_annotate(form, urgency):
    shown = form("simprompt")
    assert "set_question" in names(shown.main())
    assert shown["set_question"].field.choices == [("", "How is the review?"), ("urgency", "Urgent?")]
    assert "this question alone" in shown["set_question"].help_text


def test_annotate_answers_every_question_unless_one_is_named(form, urgency):
    choices = [("", "Every question"), ("sentiment", "How is the review?"), ("urgency", "Urgent?")]
    assert form("annotate")["set_question"].field.choices == choices
