"""A codebook of two questions: a sample's label answers the first; the answer to the second stands beside it."""

import pytest
from django.core.exceptions import ValidationError

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from generation.methods.conditions import Scope
from generation.methods.plans import label as plan
from generation.models import Call, Label, LabelSource, MachineLabel, Origin, Question, Sample, SampleState
from generation.runs.actions.accepting import Accepting
from generation.runs.actions.candidates import candidate_of
from generation.runs.actions.worker import work_on
from generation.runs.frames.context import context, frozen_support
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def urgency(codebook):
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(["high", "low"]):
        Label.objects.create(
            question=question, position=position, name=name, verbalizer=name, definition=f"It is {name}."
        )
    return question


@pytest.fixture
def annotate(simulated, endpoint_at, start, urgency):
    """Run “annotate”, and give back what the model said last: {question: label}."""
    endpoint = endpoint_at(simulated)

    def go(**params) -> dict[str, str]:
        run = start(endpoint, recipe="annotate", count=1, params=params)
        work_on(run.pk)
        run.refresh_from_db()
        assert run.accepted == 1
        said = MachineLabel.objects.filter(source=f"{endpoint.name} #{run.pk}")
        return dict(said.values_list("question", "label"))

    return go


def text(project, **more) -> Sample:
    return add_samples(project, 1, label="", origin=Origin.UNLABELLED, **more)[0]


def test_an_answer_to_the_second_question_is_no_label(project, annotate):
    sample = text(project, state=SampleState.CANDIDATE)
    said = annotate(question="urgency")
    sample.refresh_from_db()
    assert said.keys() == {"urgency"}
    assert (sample.current_label, sample.label_source) == ("", LabelSource.NONE)
    assert (sample.answers, sample.state) == (said, SampleState.CANDIDATE)


@pytest.mark.parametrize("order", [["urgency", "sentiment"], ["sentiment", "urgency"]])
def test_the_questions_can_be_asked_in_any_order(project, annotate, order):
    sample = text(project)
    said = annotate(question=order[0]) | annotate(question=order[1])
    sample.refresh_from_db()
    assert (sample.current_label, sample.label_source) == (said["sentiment"], LabelSource.MACHINE)
    assert sample.answers == said


def test_each_label_points_to_the_call_that_gave_it(project, annotate):
    text(project)
    annotate()
    assert dict(MachineLabel.objects.values_list("question", "call__step")) == {
        "sentiment": "label/sentiment",
        "urgency": "label/urgency",
    }


def test_a_label_points_to_the_call_that_repaired_it(project, simulated, endpoint_at, start, urgency):
    text(project)
    run = start(endpoint_at(simulated), recipe="annotate", count=1)
    work_on(run.pk)
    row = run.rows.get()
    again = Call.objects.get(row=row, step="label/sentiment")
    again.pk, again.step = None, "label/sentiment~repair"
    again.save()
    accepting = Accepting(run, "sentiment", [row])
    accepting.add(row, 0, candidate_of(row.candidates[0]), b"", review=False)
    MachineLabel.objects.all().delete()
    accepting.store()
    assert set(MachineLabel.objects.values_list("question", "call__step")) == {
        ("sentiment", "label/sentiment~repair"),
        ("urgency", "label/urgency"),
    }


def test_a_broken_answer_to_the_first_question_leaves_the_sample_without_a_label(project, annotate, monkeypatch):
    read = plan._draft
    monkeypatch.setattr(plan, "_draft", lambda asked, answer: read(asked, answer) if asked.name == "urgency" else None)
    sample = text(project)
    said = annotate()
    sample.refresh_from_db()
    assert (sample.current_label, sample.label_source, sample.answers) == ("", LabelSource.NONE, said)
    assert said.keys() == {"urgency"}


def test_a_reference_stays_and_gets_the_other_answers(project, annotate):
    sample = add_samples(project, 1, origin=Origin.GOLD, reference="positive")[0]
    Sample.objects.update(label_source=LabelSource.REFERENCE)
    said = annotate(which="all")
    sample.refresh_from_db()
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.REFERENCE)
    assert sample.answers == {"urgency": said["urgency"]}


def test_a_persons_label_stays_as_it_is(project, annotate):
    sample = add_samples(project, 1)[0]
    Sample.objects.update(label_source=LabelSource.PERSON, answers={"sentiment": "positive", "urgency": "low"})
    annotate(which="all")
    sample.refresh_from_db()
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.PERSON)
    assert sample.answers == {"sentiment": "positive", "urgency": "low"}


def test_a_question_that_the_codebook_does_not_have_is_refused(endpoint_at, simulated, start):
    with pytest.raises(ValidationError, match="There is no “colour” here. There is: sentiment."):
        start(endpoint_at(simulated), params={"question": "colour"})


def test_a_seeds_reference_is_no_example_for_the_second_question(project, codebook, urgency):
    seed = add_samples(project, 1, origin=Origin.SEED, reference="positive")[0]
    known = context(codebook, {"question": "urgency"}, 1, Scope(), frozen_support(project))
    assert known.support[0].labels == {"sentiment": "positive"}
    Sample.objects.filter(pk=seed.pk).update(answers={"urgency": "low"})
    known = context(codebook, {"question": "urgency"}, 1, Scope(), frozen_support(project))
    assert known.support[0].labels == {"sentiment": "positive", "urgency": "low"}


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({"urgency": "high"}, ("", LabelSource.NONE)),
        ({"urgency": "high", "sentiment": "negative"}, ("negative", LabelSource.MACHINE)),
    ],
)
def test_after_an_answer_was_taken_back_the_label_is_the_models_to_the_first_question(
    project, urgency, annotator, said, holds
):
    sample = text(project)
    for question, label in said.items():
        MachineLabel.objects.create(sample=sample, question=question, source="model", label=label)
    pull(project=project)
    assignment = hand_out(project=project, user=annotator)
    undo(annotation=submit(assignment=assignment, answers={"sentiment": "positive"}))
    sample.refresh_from_db()
    assert (sample.current_label, sample.label_source, sample.answers) == (*holds, said)
