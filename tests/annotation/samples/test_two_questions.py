"""A codebook of two questions: each label stands with the question that it answers, on the list and on the page."""

import re

import pytest

from annotation.models import Annotation, Item
from generation.models import Label, MachineLabel, Question, Sample
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db
LIST = "/projects/reviews/samples/"


@pytest.fixture
def sample(project, codebook, rows):
    """A model and a person answered both questions."""
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(["high", "low"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)
    sample = rows[0]
    MachineLabel.objects.create(sample=sample, question="urgency", source="peer", label="low")
    Sample.objects.filter(pk=sample.pk).update(answers={"sentiment": "positive", "urgency": "low"})
    Item.objects.create(project=project, sample=sample)
    return sample


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def read(signed_in, viewer):
    client = signed_in(viewer)
    return lambda path=LIST: client.get(path).content.decode()


def test_a_label_of_the_second_question_contradicts_nothing_that_answers_the_first(read, sample):
    html = read(f"{LIST}{sample.pk}/")
    assert "tag bad" not in html
    assert "Urgent? low" in words(html)
    assert "How is the review? positive" in words(html)


def test_it_contradicts_what_holds_for_its_own_question(read, sample):
    Sample.objects.filter(pk=sample.pk).update(answers={"sentiment": "positive", "urgency": "high"})
    assert '<span class="tag bad" dir="auto">low</span>' in read(f"{LIST}{sample.pk}/")


def test_people_are_shown_with_all_that_they_answered(read, sample, annotator):
    answer(annotator, sample, "negative")
    Annotation.objects.update(answers={"urgency": "high", "sentiment": "negative"})
    assert "How is the review? negative Urgent? high anna" in words(read(f"{LIST}{sample.pk}/"))


def test_the_list_names_each_question_once_for_all_models_that_answer_it(read, sample):
    text = words(read())
    assert "positive Model Urgent? low How is the review? positive 0.50 Imported labels" in text
    assert "Imported labels positive gpt-4 Urgent? low peer" in text


def test_the_api_gives_the_answers_to_both(api_client, viewer, annotator, sample):
    address = f"/api/v1/projects/reviews/samples/{sample.pk}"
    assert api_client(viewer).get(address).json()["answers"] == {"sentiment": "positive", "urgency": "low"}
    assert api_client(annotator).get(address).json()["answers"] == {}
