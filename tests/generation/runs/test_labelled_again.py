"""A later round of a run answers anew for items that an earlier one has labelled: what holds then, and what is kept."""

import pytest

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from annotation.queue.frames import machine_answer
from generation.methods.steps import Candidate, LabelDraft
from generation.models import Endpoint, LabelSource, MachineLabel, Origin, PlannedRow, Run, Sample, SampleState
from generation.runs.actions.accepting import Accepting
from generation.runs.actions.candidates import candidate_json
from generation.runs.actions.known import made_by
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def run(project, codebook) -> Run:
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1:1/v1", model="m")
    run = Run(project=project, codebook=codebook, endpoint=endpoint, recipe="freeal", seed=1, count=10)
    run.setup = {"endpoint": endpoint.facts()}
    run.save()
    return run


@pytest.fixture
def sample(project) -> Sample:
    return add_samples(project, 1, label="", origin=Origin.UNLABELLED)[0]


@pytest.fixture
def labels(run, sample):
    """`labels(2, sentiment="negative")`: what round 2 says of the sample; with `review` it asks for a person."""

    def label(number: int, *, review: bool = False, **said: str) -> Sample:
        drafts = tuple(LabelDraft(*one, probability=number / 10) for one in said.items())
        candidate = Candidate(fields={}, labels=drafts, item=str(sample.pk))
        row = PlannedRow.objects.create(
            run=run, round=number, batch=0, index=0, seed=1, source=sample, state=PlannedRow.State.ACCEPTED,
            candidates=[candidate_json(candidate, simulated=False)],
        )  # fmt: skip
        run.round = number
        accepting = Accepting(run, "sentiment", [row])
        accepting.add(row, 0, candidate, b"", review=review)
        accepting.store()
        sample.refresh_from_db()
        return sample

    return label


def imported(sample: Sample, label: str, question: str = "sentiment") -> None:
    MachineLabel.objects.create(sample=sample, question=question, source="import", label=label)


def suggested(sample: Sample) -> dict[str, str]:
    return machine_answer(sample)["answers"]


def standing() -> list[tuple[str, str]]:
    return list(MachineLabel.objects.standing().order_by("pk").values_list("source", "label"))


def test_the_last_round_s_word_holds_and_the_earlier_ones_are_kept_as_replaced(run, labels):
    labels(1, sentiment="positive")
    labels(2, sentiment="negative")
    sample = labels(3, sentiment="positive")
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.MACHINE)
    assert standing() == [(f"peer #{run.pk}.3", "positive")]
    assert sample.machine_labels.count() == 3
    assert (suggested(sample), machine_answer(sample)["probability"]) == ({"sentiment": "positive"}, 0.3)


def test_another_run_s_word_is_a_second_opinion_whatever_its_number(run, labels):
    sample = labels(1, sentiment="positive")
    foreign = f"peer #{run.pk}1"  # begins like this run's
    MachineLabel.objects.create(sample=sample, question="sentiment", source=foreign, label="negative")
    assert standing() == [(f"peer #{run.pk}", "positive"), (foreign, "negative")]


def test_a_question_that_a_later_round_left_out_keeps_its_answer(run, labels):
    labels(1, sentiment="positive", urgency="low")
    sample = labels(2, sentiment="negative")
    assert sample.answers == {"sentiment": "negative", "urgency": "low"}
    assert suggested(sample) == sample.answers


def test_a_later_round_of_the_second_question_alone_changes_its_answer(run, labels):
    labels(1, urgency="low")
    sample = labels(2, urgency="high")
    assert (sample.current_label, sample.answers) == ("", {"urgency": "high"})
    assert suggested(sample) == {"urgency": "high"}


def test_an_answer_taken_back_gives_the_last_round_s_label_again(run, labels, project, annotator):
    labels(1, sentiment="positive")
    pull(project=project)
    answer = submit(assignment=hand_out(project=project, user=annotator), answers={"sentiment": "positive"})
    sample = labels(2, sentiment="negative")
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.PERSON)
    undo(annotation=answer)
    sample.refresh_from_db()
    assert (sample.current_label, sample.label_source) == ("negative", LabelSource.MACHINE)


def test_what_another_model_said_first_holds_through_all_rounds(run, labels, sample):
    imported(sample, "positive")
    state = {"current_label": "positive", "label_source": LabelSource.MACHINE, "state": SampleState.NEEDS_PERSON}
    Sample.objects.update(**state)
    labels(1, sentiment="negative")
    sample = labels(2, sentiment="negative")
    assert (sample.current_label, sample.state) == ("positive", SampleState.NEEDS_PERSON)
    assert suggested(sample)["sentiment"] == "positive"


def test_a_reference_holds_through_all_rounds(run, labels, sample):
    Sample.objects.update(reference="positive", current_label="positive", label_source=LabelSource.REFERENCE)
    sample.refresh_from_db()
    labels(1, sentiment="negative")
    sample = labels(2, sentiment="negative")
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.REFERENCE)


def test_what_holds_is_what_is_suggested_where_another_model_spoke_between_two_rounds(run, labels):
    imported(labels(1, sentiment="negative"), "positive")
    sample = labels(2, sentiment="negative")
    assert suggested(sample)["sentiment"] == sample.current_label == "positive"


def test_a_gate_s_doubt_of_a_row_without_a_label_is_kept(labels):
    assert labels(1, review=True).state == SampleState.NEEDS_PERSON


def test_the_sources_of_a_run_stay_when_its_endpoint_is_renamed(run, labels):
    labels(1, sentiment="positive")
    Endpoint.objects.update(name="renamed")
    run.endpoint.refresh_from_db()
    sample = labels(2, sentiment="negative")
    assert standing() == [(f"peer #{run.pk}.2", "negative")]
    [made] = made_by(run, "sentiment")
    assert (made.sample_id, made.label) == (str(sample.pk), "negative")
