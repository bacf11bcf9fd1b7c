"""Problems over HTTP: several candidates from each row, and rewritten from what was imported alone."""

import pytest

from generation.methods.content import content_hash
from generation.models import Codebook, Origin, RunState, Sample
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def questions(project, codebook):
    """A codebook of questions and answers, and six of them."""
    Codebook.objects.filter(pk=codebook.pk).update(fields=[{"name": "question"}, {"name": "answer"}])
    made = []
    for i in range(6):
        question = f"boxes = {i + 3}, pens = {2 * i + 5}. Then all = boxes * pens. How much is all?"
        fields = {"question": question, "answer": str((i + 3) * (2 * i + 5))}
        known = {"fields": fields, "content_hash": content_hash(fields), "origin": Origin.UNLABELLED}
        made.append(Sample(project=project, **known))
    return {one.pk for one in Sample.objects.bulk_create(made)}


def finished(run):
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.reason
    return run


def test_each_imported_question_is_rewritten_and_no_rewrite_is(questions, simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated), recipe="metamath", count=500, params={"tries": 1}))
    rows = run.rows.filter(round=1)
    assert set(rows.values_list("source_id", flat=True)) == questions
    assert run.samples.count() > 3 * len(questions)
    kinds = {sample.metadata["rewrite"] for sample in run.samples.all()}
    assert kinds == {"answers", "rephrased", "self-verification", "fobar"}


@pytest.mark.scaled
def test_few_questions_are_rewritten_again_until_the_run_has_its_samples(questions, simulated, endpoint_at, start):
    endpoint = endpoint_at(simulated)
    reached = finished(start(endpoint, recipe="metamath", count=8))
    assert reached.rows.filter(round=1, source_id=min(questions)).count() == 1
    run = finished(start(endpoint, recipe="metamath", count=500, params={"tries": 3}))
    order = list(run.rows.filter(round=1).order_by("index").values_list("source_id", flat=True))
    assert order == sorted(questions) * 3
    again = [row.condition["extra"].get("again", 1) for row in run.rows.filter(round=1).order_by("index")]
    assert again == [1] * 6 + [2] * 6 + [3] * 6


def test_questions_that_nobody_can_solve_are_given_up_before_they_cost_much(
    project, codebook, simulated, endpoint_at, start
):
    """Each takes a dozen requests; they are judged by the samples that they were to give, as everywhere."""
    Codebook.objects.filter(pk=codebook.pk).update(fields=[{"name": "question"}, {"name": "answer"}])
    asked = [{"question": f"What did I think of when I wrote line {i}?", "answer": str(i)} for i in range(60)]
    Sample.objects.bulk_create(
        Sample(project=project, fields=one, content_hash=content_hash(one), origin=Origin.UNLABELLED) for one in asked
    )
    run = start(endpoint_at(simulated), recipe="metamath", count=20)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted, run.rows.filter(round=1).count()) == (RunState.FAILED, 0, 11)
    assert run.calls < 150
    assert run.reason.startswith("No row was accepted: 0 failed, 11 were rejected.")


def test_a_computed_problem_is_stored_with_its_program(questions, simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated), recipe="tool-verified", count=6))
    assert run.samples.count() == 6
    assert all(sample.metadata["program"]["steps"] for sample in run.samples.all())
    assert all(sample.current_label == "" for sample in run.samples.all())


@pytest.mark.parametrize("recipe", ["chain-of-thought", "tool-verified", "synthetic-prompting", "determlr", "metamath"])
def test_every_request_of_several_steps_can_be_rebuilt(recipe, questions, simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated), recipe=recipe, count=3))
    found = [one for row in run.rows.filter(round=1) for one in replay(row)]
    assert len(found) > 6
    assert [one for one in found if not one.equal] == []
