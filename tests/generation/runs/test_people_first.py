"""What a run sends to people reaches them first, also where the queue had pulled all samples before the run."""

import pytest

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull_present
from generation.methods.content import content_hash
from generation.models import LabelSource, Origin, Run, RunState, Sample, SampleState
from generation.runs.actions.rounds import put_before_people
from generation.runs.actions.worker import work_on

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def in_the_queue(project, codebook) -> list[Sample]:
    """Twenty-four unlabelled samples that are items already, as they are seconds after an import."""
    texts = [f"{said} film, take {i}" for i in range(12) for said in ("A warm and funny", "A dull and useless")]
    Sample.objects.bulk_create(
        Sample(project=project, fields=fields, content_hash=content_hash(fields), origin=Origin.UNLABELLED)
        for fields in ({"text": text} for text in texts)
    )
    pull_present(project=project)
    return list(Sample.objects.order_by("pk"))


@pytest.fixture
def asked(project, annotator):
    """Ids of the samples that need a person, and of as many as are handed out first."""

    def found() -> tuple[set[int], set[int]]:
        needed = set(Sample.objects.filter(state=SampleState.NEEDS_PERSON).values_list("pk", flat=True))
        pull_present(project=project)
        return needed, {hand_out(project=project, user=annotator).item.sample_id for _ in needed}

    return found


def worked(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    return run


def test_the_rows_on_which_a_model_disagrees_with_itself(simulated, endpoint_at, start, in_the_queue, asked):
    run = start(endpoint_at(simulated), recipe="coannotating", count=24, params={"people": 0.25, "checked": 0})
    assert worked(run).state == RunState.DONE
    needed, first = asked()
    assert (len(needed), first) == (6, needed)


def test_the_rows_that_a_run_waits_for(simulated, endpoint_at, start, in_the_queue, asked, annotator):
    run = start(endpoint_at(simulated), recipe="annotate", count=24)
    put_before_people(run, [str(sample.pk) for sample in in_the_queue[10:14]])
    needed, first = asked()
    assert first == needed == {sample.pk for sample in in_the_queue[10:14]}


def test_what_a_person_has_answered_stays_as_it_is(simulated, endpoint_at, start, in_the_queue, project, annotator):
    assignment = hand_out(project=project, user=annotator)
    submit(assignment=assignment, answers={"sentiment": "positive"})
    put_before_people(start(endpoint_at(simulated), count=1), [str(assignment.item.sample_id)])
    sample = Sample.objects.get(pk=assignment.item.sample_id)
    assert (sample.state, sample.label_source) == (SampleState.ACCEPTED, LabelSource.PERSON)
