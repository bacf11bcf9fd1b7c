"""What the card says of the codebook: which versions the rows were answered to, and the rows of every label."""

import pytest

from annotation.datasets.exports import write
from annotation.models import Item, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.models import Label, MachineLabel, Question, Sample
from tests.annotation.making import answer, machine_label

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def urgency(codebook):
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(["high", "low"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)
    return question


def printed(version) -> str:
    return b"".join(write(version, "card")).decode().replace("\\", "")


def test_it_names_the_versions_that_people_and_models_answered_to(samples, annotator, cut):
    machine_label(samples[0], "negative", source="peer", codebook_number=1)
    answer(annotator, samples[1], "positive")
    text = printed(cut())
    assert "Version 1. People answered to version 1. Models labelled by version 1. 40 labels were brought in" in text


def test_what_nobody_answered_to_is_not_claimed(samples, cut):
    MachineLabel.objects.update(codebook_number=7)
    text = printed(cut())
    assert "Version 1. Models labelled by version 7." in text
    assert "People answered" not in text


def test_the_second_question_has_its_rows_and_is_not_judged(samples, urgency, cut):
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[:15]]).update(answers={"urgency": "high"})
    version = cut()
    rows = {label["name"]: label["rows"] for label in version.card["codebook"]["questions"][1]["labels"]}
    assert rows == {"high": 15, "low": 0}
    assert "All of this speaks of the question sentiment alone" in printed(version)


def test_it_counts_the_random_rows_among_those_that_the_student_is_measured_on(samples, annotator, cut):
    for sample in samples[:4]:
        machine_label(sample, "positive", source="student")
        answer(annotator, sample, "positive", stream=Stream.AUDIT)
        sample.item.stream = Stream.AUDIT
        sample.item.save()
    assert cut().card["student"] | {"low": 0, "high": 0} == {"accuracy": 1.0, "low": 0, "high": 0, "n": 4, "drawn": 4}


def test_rows_that_people_answered_differently_were_looked_at(
    project, samples, policy, lead, annotator, annotator2, cut
):
    policy.overlap_share = 1.0
    policy.save()
    first = hand_out(project=project, user=annotator)
    submit(assignment=first, answers={"sentiment": "negative"})
    submit(assignment=hand_out(project=project, user=annotator2), answers={"sentiment": "positive"})
    limits = cut(needs_person=True).card["limits"]
    assert "39 of 40 labels were given by a model and looked at by nobody." in limits
    assert "1 labels were given by a model; people have answered there, but nothing is decided yet." in limits
    submit(assignment=hand_out(project=project, user=lead), answers={"sentiment": "positive"})
    assert not any("nothing is decided yet" in limit for limit in cut().card["limits"])


def test_rows_that_wait_for_a_second_answer_are_told_apart_from_those_that_nobody_saw(samples, annotator, cut):
    for sample in samples[:2]:
        answer(annotator, sample, "positive")
    Item.objects.filter(sample=samples[0]).update(state=Item.State.WAITING)
    limits = cut().card["limits"]
    assert "38 of 40 labels were given by a model and looked at by nobody." in limits
    assert any(limit.startswith("1 labels of people wait for a second answer") for limit in limits)
