"""The page of tries says which questions a try judges."""

import pytest
from django.core.exceptions import ValidationError

from annotation.trials.actions.splitting import codebook_in_force
from generation.models import Label, Question

pytestmark = pytest.mark.django_db
PATH = "/projects/reviews/codebooks/tries/"


@pytest.fixture
def second(codebook):
    question = Question.objects.create(codebook=codebook, position=1, name="topic", title="What is it about?")
    Label.objects.create(question=question, position=0, name="plot", verbalizer="plot")
    return question


def said(client) -> str:
    return client.get(PATH).content.decode()


def test_every_question_where_there_are_several(codebook, second, lead, signed_in):
    assert "A try judges every question that a model answers" in said(signed_in(lead))


def test_nothing_is_said_where_it_is_the_only_question(codebook, lead, signed_in):
    assert "A try judges" not in said(signed_in(lead))


def test_thresholds_are_asked_for_of_the_kinds_that_there_are(codebook, lead, signed_in):
    page = said(signed_in(lead))
    assert "Macro-F1 at least" in page
    assert "mean Jaccard index wanted" not in page
    codebook.questions.update(type="multi_label")
    page = said(signed_in(lead))
    assert "mean Jaccard index wanted" in page
    assert "Macro-F1 at least" not in page


def test_a_codebook_that_leaves_all_to_people_has_no_tries(codebook, lead, signed_in):
    codebook.questions.update(type="text", options={"revises": True})
    assert "This codebook leaves every question to people" in said(signed_in(lead))
    with pytest.raises(ValidationError, match="leaves all to people"):
        codebook_in_force(codebook.project)


def test_before_a_version_is_published_it_says_that_one_is_missing(project, lead, signed_in):
    assert "No version is published yet." in said(signed_in(lead))
