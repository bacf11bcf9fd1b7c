"""Recipes for instructions and dialogues, run by the engine over HTTP."""

import pytest

from generation.methods.content import content_hash
from generation.methods.dialogues.script import read
from generation.models import Call, Origin, Run, RunState, Sample
from generation.runs.actions.worker import work_on
from tests.generation.catalogue.instructing import seeds as tasks
from tests.generation.runs.processes import killed_where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def fields(codebook):
    def make(*names: str) -> None:
        codebook.fields = [{"name": name} for name in names]
        codebook.save()

    return make


@pytest.fixture
def instructions(project, fields) -> list[Sample]:
    """Twelve tasks that people wrote, each of one of three leaves."""
    fields("instruction", "input", "response")
    made = [
        Sample(
            project=project,
            fields=task.fields,
            content_hash=content_hash(task.fields),
            origin=Origin.SEED,
            reference="positive",
            metadata={"leaf": f"leaf {number % 3}"},
        )
        for number, task in enumerate(tasks())
    ]
    return Sample.objects.bulk_create(made)


def finished(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason) == (RunState.DONE, "")
    return run


def lineage(run: Run) -> list[tuple]:
    rows = run.samples.order_by("planned_row__round", "planned_row__index").select_related("planned_row")
    return [
        (one.planned_row.round, one.planned_row.condition["conditions"], one.fields, one.planned_row.condition["extra"])
        for one in rows
    ]


def test_evol_instruct_rewrites_what_the_round_before_gave(simulated, endpoint_at, start, instructions):
    run = finished(start(endpoint_at(simulated), recipe="evol-instruct", count=24, params={"rounds": 3}))
    assert [round.accepted for round in run.rounds.all()] == [8, 8, 8]
    known = {str(sample.pk) for sample in instructions}
    parents = {"1": set(), "2": set(), "3": set()}
    for sample in run.samples.select_related("planned_row"):
        parents[str(sample.planned_row.round)] |= set(sample.planned_row.condition["extra"]["parents"])
        assert dict(sample.planned_row.condition["conditions"])["operator"]
    assert parents["1"] <= known
    first = {str(pk) for pk in run.samples.filter(planned_row__round=1).values_list("pk", flat=True)}
    assert parents["2"] & first
    assert not parents["3"] & {one for one in first if one in parents["2"]}  # they gave way to their children


def test_self_instruct_shows_at_most_two_of_its_own_and_leaves_the_label_open(
    simulated, endpoint_at, start, instructions
):
    run = finished(start(endpoint_at(simulated), recipe="self-instruct", count=40, params={"most": 2}))
    known = {str(sample.pk) for sample in instructions}
    own = [set(row.condition["demonstrations"]) - known for row in run.rows.filter(round=1)]
    assert max(map(len, own)) <= 2
    assert set(run.samples.values_list("current_label", flat=True)) == {""}
    assert run.samples.exclude(fields__response="").count() == 40


def test_lab_fills_every_leaf_and_counts_what_its_judges_turn_away(simulated, endpoint_at, start, instructions):
    run = finished(start(endpoint_at(simulated), recipe="lab", count=30, params={"asked": 3}))
    leaves = {dict(row.condition["conditions"])["leaf"] for row in run.rows.filter(accepted__gt=0)}
    assert leaves == {"leaf 0", "leaf 1", "leaf 2"}
    assert sum(run.turned_away["usable"].values()) > 0


def test_ultrachat_writes_dialogues_of_whole_rounds(simulated, endpoint_at, start, fields):
    fields("conversation")
    given = {"children": 2, "depth": 2, "personas": 2}
    run = finished(start(endpoint_at(simulated), recipe="ultrachat", count=8, params=given))
    for sample in run.samples.all():
        turns = read(sample.fields["conversation"])
        assert len(turns) == 2 * sample.metadata["rounds"]
        assert sample.metadata["ended"] in ("rounds", "no_news", "echo")
    leaves = {dict(row.condition["conditions"])["leaf"] for row in run.rows.filter(round=1)}
    assert len(leaves) == 4


def test_explore_instruct_keeps_its_tree_with_the_examples(simulated, endpoint_at, start, fields, project):
    fields("instruction", "input", "response")
    run = finished(
        start(endpoint_at(simulated), recipe="explore-instruct", count=12, params={"children": 2, "asked": 3})
    )
    values = project.attributes.get(name__startswith="explore-instruct.node.").values.all()
    assert len(values) == 2 + 4
    assert all(len(value.examples) == 2 for value in values)
    asked = Call.objects.filter(run=run, step="enrich").first().request["messages"][-1]["content"]
    assert any(example in asked for value in values for example in value.examples)


def test_orca_answers_each_task_once_and_never_its_own_answers(simulated, endpoint_at, start, fields, project):
    fields("instruction", "input", "response")
    for number in range(5):
        given = {"instruction": f"Explain the number {number}."}
        Sample.objects.create(project=project, fields=given, content_hash=content_hash(given), origin=Origin.UNLABELLED)
    run = start(endpoint_at(simulated), recipe="orca", count=20)
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert run.rows.filter(round=1).count() == 5
    assert run.samples.count() == 5


@pytest.mark.kills
@pytest.mark.scaled
def test_a_worker_killed_in_a_round_of_rewriting_changes_nothing(simulated, endpoint_at, start, instructions):
    endpoint = endpoint_at(simulated)

    def begin() -> Run:
        return start(endpoint, recipe="evol-instruct", count=16, params={"rounds": 2})

    first = finished(begin())
    undisturbed = [(round, conditions, fields) for round, conditions, fields, _extra in lineage(first)]
    first.samples.all().delete()
    first.delete()
    simulated.turn(latency_ms=60)
    run = begin()
    killed_where(run, lambda: Call.objects.filter(run=run, row__round=2, error="").count() >= 3)
    run = finished(Run.objects.get(pk=run.pk))
    assert [(round, conditions, fields) for round, conditions, fields, _extra in lineage(run)] == undisturbed
    calls = Call.objects.filter(run=run, error="")
    assert calls.count() == calls.values("row", "step").distinct().count()
