"""A run shows its examples under the labels of its start, whatever people answer meanwhile; a new run takes theirs."""

import pytest

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull_present
from generation.methods.content import content_hash
from generation.models import Call, Label, LabelSource, Origin, Question, Run, RunState, Sample, SampleState
from generation.runs.actions.known import known_of
from generation.runs.actions.lifecycle import pause_run, resume_run
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on
from generation.runs.frames.context import context_of, frozen_support
from generation.runs.frames.labels import frozen_labels

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture(params=["one question", "two questions"])
def questions(request, codebook) -> list[str]:
    if request.param == "one question":
        return ["sentiment"]
    second = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(("high", "low")):
        Label.objects.create(question=second, position=position, name=name, verbalizer=name, definition=name)
    return ["sentiment", "urgency"]


@pytest.fixture
def examples(project, questions) -> dict[str, dict]:
    """Four seeds with a label for every question, by id."""
    found = {}
    for i in range(4):
        label = ("positive", "negative")[i % 2]
        fields = {"text": f"The film was {('warm', 'dull')[i % 2]} above all, no. {i}"}
        answers = {"sentiment": label, "urgency": "low"} if len(questions) > 1 else {}
        sample = Sample.objects.create(
            project=project, fields=fields, content_hash=content_hash(fields), origin=Origin.SEED, reference=label,
            current_label=label, label_source=LabelSource.REFERENCE, answers=answers,
        )  # fmt: skip
        found[str(sample.pk)] = answers or {"sentiment": label}
    return found


@pytest.fixture
def people_say_the_contrary(project, annotator, annotator2, questions, examples):
    def ask() -> None:
        Sample.objects.filter(pk__in=examples).update(state=SampleState.NEEDS_PERSON)
        pull_present(project=project)
        wanted = set(map(int, examples))
        while wanted:
            assignment = hand_out(project=project, user=annotator)
            sample = assignment.item.sample
            if sample.pk in wanted:
                more = {"urgency": "high"} if len(questions) > 1 else {}
                submit(assignment=assignment, answers={"sentiment": OTHER[sample.reference]} | more)
            wanted.discard(sample.pk)
        assert Sample.objects.filter(pk__in=examples, label_source=LabelSource.PERSON).count() == 4

    return ask


@pytest.fixture
def few_shot(start, endpoint_at, simulated):
    def make(count: int = 8) -> Run:
        return start(endpoint_at(simulated, concurrency=2), recipe="few-shot", count=count, least_yield=0)

    return make


def worked(run: Run, **more) -> Run:
    work_on(run.pk, **more)
    run.refresh_from_db()
    return run


def shown_under(run: Run) -> dict[str, dict]:
    return {demo.sample_id: dict(demo.labels) for demo in context_of(run).support}


def not_as_sent(run: Run) -> list:
    found = [one for row in run.rows.filter(round__gt=0) for one in replay(row)]
    assert len(found) == Call.objects.filter(run=run, error="").count() > 0
    return [one for one in found if not one.equal]


def test_its_requests_can_be_rebuilt_after_people_answered(few_shot, examples, people_say_the_contrary):
    run = worked(few_shot())
    people_say_the_contrary()
    assert not_as_sent(run) == []


def test_a_worker_that_comes_later_shows_the_same(few_shot, examples, people_say_the_contrary):
    run = few_shot()
    people_say_the_contrary()
    run = worked(Run.objects.get(pk=run.pk))
    assert run.state == RunState.DONE
    assert shown_under(run) == examples
    assert not_as_sent(run) == []


def test_a_resumed_run_goes_on_with_the_same_examples(simulated, few_shot, examples, people_say_the_contrary):
    simulated.turn(latency_ms=100)

    def pause_soon(run: Run) -> None:
        if Call.objects.filter(run=run).exists():
            pause_run(run=run)

    run = worked(few_shot(count=40), on_tick=pause_soon)
    assert (run.state, run.accepted < run.count) == (RunState.PAUSED, True)
    simulated.turn(latency_ms=0)
    people_say_the_contrary()
    resume_run(run=run)
    run = worked(run)
    assert run.state == RunState.DONE
    assert shown_under(run) == examples
    assert not_as_sent(run) == []


def test_what_is_found_out_between_rounds_goes_by_the_same_labels(few_shot, examples, people_say_the_contrary):
    run = few_shot()
    people_say_the_contrary()
    known = known_of(run, ["support"], "sentiment").support
    assert {demo.sample_id: dict(demo.labels) for demo in known} == examples


def test_a_new_run_takes_what_people_came_to(few_shot, questions, examples, people_say_the_contrary):
    people_say_the_contrary()
    contrary = {pk: {"sentiment": OTHER[said["sentiment"]]} for pk, said in examples.items()}
    if len(questions) > 1:
        contrary = {pk: said | {"urgency": "high"} for pk, said in contrary.items()}
    assert shown_under(few_shot()) == contrary


def test_what_a_lead_is_still_to_decide_changes_no_example(project, questions, examples, people_say_the_contrary):
    people_say_the_contrary()
    Sample.objects.update(state=SampleState.NEEDS_PERSON)
    references = {pk: {"sentiment": said["sentiment"]} for pk, said in examples.items()}
    assert frozen_labels(frozen_support(project)) == {int(pk): said for pk, said in references.items()}


def test_an_answer_that_the_codebook_no_longer_has_changes_no_example(
    project, codebook, examples, people_say_the_contrary
):
    people_say_the_contrary()
    Sample.objects.update(current_label="mixed", answers={})
    found = frozen_labels(frozen_support(project))
    assert {pk: said["sentiment"] for pk, said in found.items()} == {
        int(pk): said["sentiment"] for pk, said in examples.items()
    }
