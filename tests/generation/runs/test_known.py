"""What a round is prepared from is the run's own work, not that of others."""

import pytest

from generation.methods.content import content_hash
from generation.models import (
    Codebook,
    Endpoint,
    LabelSource,
    MachineLabel,
    Origin,
    PlannedRow,
    Question,
    Run,
    Sample,
    SampleState,
)
from generation.runs.actions.known import found, items, made_by, people
from generation.runs.actions.lifecycle import start_run
from generation.runs.frames.labels import seeds_as_labelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(project, codebook, lead):
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1:9/v1", model="m")
    return start_run(project=project, endpoint=endpoint, by=lead, recipe="simprompt", count=5, seed=1)


def row_of(run, index: int, **candidate) -> PlannedRow:
    blank = {
        "fields": {},
        "labels": [],
        "item": "",
        "steps": [],
        "problem": "",
        "detail": "",
        "parents": [],
        "review": "",
    }
    candidates = [blank | {"kept": {}, "simulated": False} | candidate]
    return PlannedRow.objects.create(
        run=run, round=1, batch=0, index=index, seed=1, state="accepted", candidates=candidates
    )


def test_a_sample_has_the_probability_that_its_own_run_gave(run):
    fields = {"text": "a film"}
    sample = Sample.objects.create(
        project=run.project,
        fields=fields,
        content_hash=content_hash(fields),
        origin=Origin.GENERATED,
        current_label="positive",
        label_source=LabelSource.MACHINE,
        run=run,
        planned_row=row_of(run, 0, fields=fields),
    )
    said = {"sample": sample, "question": "sentiment", "label": "positive"}
    MachineLabel.objects.create(source=f"peer #{run.pk}", probability=0.25, **said)
    MachineLabel.objects.create(source=f"peer #{run.pk}2", probability=0.75, **said)  # a second opinion, later
    [made] = made_by(run, "sentiment")
    assert (made.label, made.probability, made.round) == ("positive", 0.25, 1)


def test_what_a_row_found_out_is_no_sample(run):
    row_of(run, 0, kept={"explanation": "it praises"})
    row_of(run, 1, problem="refused")
    assert [one.kept for one in found(run)] == [{"explanation": "it praises"}]
    assert made_by(run, "sentiment") == []


def test_what_another_run_has_labelled_is_not_left_to_this_one(run):
    """It would not take it up, so no later round may either; what it labelled itself stays."""
    names = ("left", "own", "another's", "a person's")
    texts = [{"text": name} for name in names]
    made = [
        Sample(project=run.project, fields=one, content_hash=content_hash(one), origin=Origin.UNLABELLED)
        for one in texts
    ]
    for sample, source in zip(made, ("", "machine", "machine", "person"), strict=True):
        sample.label_source = source
    Sample.objects.bulk_create(made)
    row = row_of(run, 0)
    PlannedRow.objects.filter(pk=row.pk).update(source=made[1])
    assert [item.fields["text"] for item in items(run)] == ["left", "own", "a person's"]


def test_what_people_came_to_is_told_by_question_and_not_while_a_lead_is_to_decide(run):
    def say(text: str, **more) -> str:
        fields = {"text": text}
        known = {"fields": fields, "content_hash": content_hash(fields), "label_source": LabelSource.PERSON}
        return str(Sample.objects.create(project=run.project, origin=Origin.UNLABELLED, **known | more).pk)

    accepted, waits = SampleState.ACCEPTED, SampleState.NEEDS_PERSON
    both = say("both", current_label="positive", answers={"sentiment": "positive", "urgency": "low"}, state=accepted)
    one = say("one", current_label="negative", state=accepted)
    say("not decided", current_label="negative", answers={"urgency": "high"}, state=waits)
    assert people(run, "sentiment") == {both: "positive", one: "negative"}
    assert people(run, "urgency") == {both: "low", one: ""}  # who left it out has answered all the same


def test_a_label_of_a_text_that_people_revised_is_no_label_of_the_text_as_it_came(run):
    options = {"starts_from": "text", "revises": True}
    Question.objects.create(
        codebook=run.codebook, position=5, name="better", title="Better?", type="text", required=False, options=options
    )
    fields = {"text": "a film"}
    sample = Sample.objects.create(
        project=run.project,
        fields=fields,
        content_hash=content_hash(fields),
        origin=Origin.SEED,
        current_label="positive",
        label_source=LabelSource.PERSON,
        answers={"sentiment": "positive", "better": "a fine film"},
        state=SampleState.ACCEPTED,
    )
    assert people(Run.objects.get(pk=run.pk), "sentiment") == {str(sample.pk): ""}
    book = Codebook.objects.with_parts().get(pk=run.codebook_id)
    labels = seeds_as_labelled(Sample.objects.filter(pk=sample.pk), book)["labels"]
    assert labels.get("sentiment", [""]) == [""]
