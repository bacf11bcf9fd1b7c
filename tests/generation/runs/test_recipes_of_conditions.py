"""Recipes that start from the project's own rows, or from what a run has written before, on the database over HTTP."""

import pytest

from generation.methods.content import content_hash
from generation.models import Call, Origin, RunState, Sample
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def add(project):
    def make(origin: str, texts, **more) -> list[Sample]:
        rows = [{"text": text} for text in texts]
        return Sample.objects.bulk_create(
            [Sample(project=project, origin=origin, fields=row, content_hash=content_hash(row), **more) for row in rows]
        )

    return make


def finished(run):
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason) == (RunState.DONE, "")
    return list(Sample.objects.filter(run=run).select_related("planned_row"))


def test_each_transformed_sample_knows_the_row_that_it_came_from(simulated, endpoint_at, start, add):
    rows = add(Origin.UNLABELLED, [f"row {i}: a good film about a dog" for i in range(30)])
    run = start(endpoint_at(simulated), recipe="datatune", count=8)
    made = finished(run)
    assert len(made) == 8
    assert {sample.planned_row.source_id for sample in made} <= {row.pk for row in rows}
    assert all(sample.current_label and sample.origin == Origin.GENERATED for sample in made)
    plan = next(one for one in run.setup["scope"] if one["name"] == "transform-plan")
    assert plan["kind"] == "told"
    assert plan["values"]


def test_rows_of_other_columns_get_a_plan_of_their_own_and_a_run_under_way_keeps_its_own(
    simulated, endpoint_at, start, add, project
):
    def planned(run) -> int:
        return Call.objects.filter(run=run, step="plan", error="").count()

    add(Origin.UNLABELLED, [f"row {i}: a good film about a dog" for i in range(30)])
    endpoint = endpoint_at(simulated)
    first = start(endpoint, recipe="datatune", count=3, seed=1)
    finished(first)
    second, under_way = (start(endpoint, recipe="datatune", count=3, seed=seed) for seed in (2, 3))
    finished(second)
    assert (planned(first), planned(second)) == (1, 0)
    other = {"title": "Dogs", "body": "A good film about dogs."}
    Sample.objects.create(project=project, origin=Origin.UNLABELLED, fields=other, content_hash=content_hash(other))
    third = start(endpoint, recipe="datatune", count=3, seed=4)
    finished(third)
    finished(under_way)
    assert (planned(third), planned(under_way)) == (1, 0)
    assert under_way.setup["columns"] == ["text"]
    assert third.setup["columns"] == ["body", "text", "title"]


def test_examples_keep_away_from_what_the_run_has_written(simulated, endpoint_at, start, add):
    for label, said in (("positive", "good"), ("negative", "bad")):
        add(Origin.SEED, [f"a {said} film, scene {i} above all" for i in range(12)], reference=label)
    made = finished(start(endpoint_at(simulated), recipe="least-similar", count=12, params={"demonstrations": 2}))
    assert {sample.planned_row.condition["chosen"]["by"] for sample in made} == {"least_similar@1"}


def test_words_are_counted_anew_after_each_round(simulated, endpoint_at, start):
    run = start(endpoint_at(simulated), recipe="logit-suppression", count=40, params={"rounds": 2, "strength": 5.0})
    made = finished(run)
    avoided = {number: [] for number in (1, 2)}
    for sample in made:
        avoided[sample.planned_row.round].append(sample.planned_row.condition["extra"]["avoid"])
    assert not any(avoided[1])
    assert any(avoided[2])
    assert {dict(sample.planned_row.condition["conditions"])["temperature"] for sample in made} == {
        "0.3", "0.7", "0.9", "1.3",
    }  # fmt: skip


def test_words_that_are_worn_out_are_biased_where_the_endpoint_tells_its_tokens(simulated, endpoint_at, start):
    params = {"rounds": 2, "by": "logits", "second_reading": False, "temperatures": "1.0"}
    run = start(endpoint_at(simulated), recipe="logit-suppression", count=40, params=params)
    made = finished(run)
    calls = {call.row_id: call.request for call in Call.objects.filter(run=run, step="write", error="")}
    later = [sample for sample in made if sample.planned_row.round == 2]
    assert later
    for sample in later:
        assert calls[sample.planned_row_id]["bias"] == sample.planned_row.condition["extra"]["bias"]
