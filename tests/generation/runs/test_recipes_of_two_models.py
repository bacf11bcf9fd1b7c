"""Recipes with steps for a second model, run by the engine over HTTP with two models."""

import pytest

from generation.methods.content import content_hash
from generation.models import Endpoint, Label, Origin, RunState, Sample
from generation.runs.actions.worker import work_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def fields(codebook):
    def make(*names: str) -> None:
        codebook.fields = [{"name": name} for name in names]
        codebook.save()

    return make


@pytest.fixture
def second(project, other_simulated) -> Endpoint:
    return Endpoint.objects.create(
        project=project, name="second", base_url=other_simulated.url, model="strong", concurrency=8, timeout_s=5
    )


@pytest.fixture
def run_with(simulated, endpoint_at, start):
    def make(second, **asked):
        run = start(endpoint_at(simulated), second=second, **asked)
        work_on(run.pk)
        run.refresh_from_db()
        return run

    return make


def steps_of(run, *, second: bool) -> set[str]:
    asked = run.call_log.filter(second=second, error="").values_list("template", flat=True)
    return {template.split("@")[0].partition(".")[2] for template in asked}


def test_ada_instruct_has_its_instructions_answered(run_with, second, fields):
    fields("instruction", "input", "response")
    run = run_with(second, recipe="ada-instruct", count=6, least_yield=0)
    assert run.accepted
    assert (steps_of(run, second=False), steps_of(run, second=True)) == ({"open"}, {"answer"})
    for sample in run.samples.all():
        assert sample.fields["instruction"]
        assert sample.fields["response"]


def test_ada_instruct_without_a_second_model_needs_no_field_for_answers(run_with, fields):
    fields("instruction")
    run = run_with(None, recipe="ada-instruct", count=4, least_yield=0)
    assert run.accepted
    assert steps_of(run, second=False) == {"open"}


def test_orca_keeps_who_taught(run_with, second, fields, project):
    fields("instruction", "input", "response")
    for number in range(6):
        given = {"instruction": f"Explain the number {number}."}
        Sample.objects.create(project=project, fields=given, content_hash=content_hash(given), origin=Origin.UNLABELLED)
    run = run_with(second, recipe="orca", count=20, params={"second_share": 1.0})
    assert run.state == RunState.DONE
    taught = [(sample.fields["instruction"], sample.metadata.get("teacher", "first")) for sample in run.samples.all()]
    assert sorted(taught) == sorted(
        (f"Explain the number {number}.", teacher) for number in range(6) for teacher in ("first", "second")
    )
    assert run.call_log.filter(second=True, error="").count() == 6


def test_preference_pairs_hold_an_answer_of_each(run_with, second, fields, codebook):
    fields("prompt", "answer_a", "answer_b")
    question = codebook.questions.get()
    for label, name in zip(question.labels.order_by("pk"), ("A is better", "B is better"), strict=True):
        Label.objects.filter(pk=label.pk).update(name=name, verbalizer=name)
    run = run_with(second, recipe="preference-pairs", count=5, least_yield=0, params={"topics": 5})
    assert run.accepted
    assert steps_of(run, second=True) == {"free"}
    assert {"request", "careful", "judge"} <= steps_of(run, second=False)
    calls = {(call.row_id, call.step): call for call in run.call_log.filter(error="")}
    for sample in run.samples.all():
        free = calls[sample.planned_row_id, "free"].reply["answer"]["fields"]["free"].strip()
        which = next(side for side in ("a", "b") if sample.metadata[f"answer_{side}_was"] == "free")
        assert sample.fields[f"answer_{which}"] == free


def test_camel_s_solver_is_the_second_model(run_with, second, fields):
    fields("conversation")
    given = {"solvers": 2, "askers": 2, "rounds": 3}
    run = run_with(second, recipe="camel", count=3, least_yield=0, params=given)
    assert run.accepted
    assert steps_of(run, second=True) == {"solve"}
    assert "instruct" in steps_of(run, second=False)


def test_annollm_has_its_seeds_explained_by_the_second(run_with, second, seeds, unlabelled):
    run = run_with(second, recipe="annollm", count=3, least_yield=0, params={"seeds": 3, "tries": 1, "shown": 2})
    assert steps_of(run, second=True) == {"explain"}
    assert {"recover", "annotate"} <= steps_of(run, second=False)
