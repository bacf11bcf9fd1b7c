import json

import pytest

from annotation.datasets.provenance import runs_of
from generation.models import Call, Endpoint, PlannedRow, Run, Sample
from generation.runs.actions.lifecycle import start_run
from tests.annotation.making import distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def generated(project, codebook, lead):
    """A sample that a run wrote, and one that a run labelled."""
    endpoint = Endpoint.objects.create(
        project=project, name="peer", base_url="http://127.0.0.1/v1", model="tiny-1", simulated=True
    )
    run = Run.objects.create(
        project=project, recipe="attrprompt", recipe_hash="abc", codebook=codebook, endpoint=endpoint, seed=7, count=1
    )
    row = PlannedRow.objects.create(
        run=run,
        batch=0,
        index=3,
        seed=11,
        condition={"conditions": [["style", "blunt"]]},
        candidates=[{"parents": ["5"]}],
    )  # fmt: skip
    call = Call.objects.create(
        run=run, row=row, step="write", template="attrprompt.write@1#f00", seed=23, request_hash="9" * 64, request={}
    )
    written = make_sample(project, distinct_text(1), "positive", source="peer #1", run=run, planned_row=row)
    Sample.objects.filter(pk=written.pk).update(simulated=True)
    labelled = make_sample(project, distinct_text(2))
    machine_label(labelled, "negative", source="peer #1", call=call, simulated=True)
    Sample.objects.filter(pk=labelled.pk).update(current_label="negative", label_source="machine")
    return run


def test_a_generated_row_leads_back_to_its_call(generated, cut):
    version = cut()
    written, labelled = [json.loads(row.payload) for row in version.frozen_rows.order_by("position")]
    came = written["provenance"]
    assert (came["run"], came["recipe"], came["model"], came["codebook"]) == (generated.pk, "attrprompt", "tiny-1", 1)
    assert (came["run_seed"], came["seed"], came["index"]) == (7, 11, 3)
    assert came["draw"] == {"conditions": [["style", "blunt"]]}
    assert came["parents"] == ["5"]
    [call] = came["calls"]
    assert (call["step"], call["template"], call["seed"]) == ("write", "attrprompt.write@1#f00", 23)
    assert labelled["machine_labels"][0]["call_id"] == call["id"]


def test_a_label_that_a_run_gave_leads_back_to_its_recipe_prompt_and_model(generated, cut):
    _written, labelled = [json.loads(row.payload) for row in cut().frozen_rows.order_by("position")]
    [label] = labelled["machine_labels"]
    came = label["provenance"]
    assert (came["run"], came["recipe"], came["recipe_hash"]) == (generated.pk, "attrprompt", "abc")
    assert (came["codebook"], came["endpoint"], came["model"], came["params"]) == (1, "peer", "tiny-1", {})
    assert (came["step"], came["template"]) == ("write", "attrprompt.write@1#f00")
    assert (came["run_seed"], came["seed"], came["request_hash"]) == (7, 23, "9" * 64)


def test_a_label_without_a_call_names_none(project, codebook, cut):
    make_sample(project, distinct_text(1), "positive")
    [row] = cut().frozen_rows.all()
    assert [label["provenance"] for label in json.loads(row.payload)["machine_labels"]] == [{}]


def test_the_queries_do_not_grow_with_the_labels_of_runs(generated, project, cut, django_assert_max_num_queries):
    for i in range(40):
        call = Call.objects.create(run=generated, step="label", seed=i, request_hash=f"{i:064}", request={})
        sample = make_sample(project, distinct_text(10 + i), "positive")
        machine_label(sample, "positive", source="peer #1", call=call)
    with django_assert_max_num_queries(90):
        assert cut().rows == 42


def test_simulated_rows_say_so_in_the_data_and_on_the_card(generated, cut):
    version = cut()
    rows = [json.loads(row.payload) for row in version.frozen_rows.order_by("position")]
    assert [row["simulated"] for row in rows] == [True, True]
    assert [run["recipe"] for run in version.card["runs"]] == ["attrprompt"]
    assert any("simulated" in limit for limit in version.card["limits"])


def test_the_queries_do_not_grow_with_the_rows(project, codebook, cut, django_assert_max_num_queries):
    for i in range(60):
        make_sample(project, distinct_text(i), "positive")
    with django_assert_max_num_queries(90):
        cut()


def test_editing_an_endpoint_leaves_the_provenance_of_old_runs(project, codebook, lead):
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1/v1", model="tiny-1")
    run = start_run(project=project, recipe="simprompt", count=1, endpoint=endpoint, by=lead)
    Endpoint.objects.filter(pk=endpoint.pk).update(name="other", model="huge-2", price_in=5, simulated=True)
    told = runs_of([run.pk])[run.pk]
    assert (told["endpoint"], told["model"]) == ("peer", "tiny-1")
    kept = Run.objects.get(pk=run.pk).asked
    assert (kept["base_url"], kept["price_in"], kept["simulated"]) == ("http://127.0.0.1/v1", "0", False)


def test_what_a_runs_second_model_answered_names_its_endpoint(generated, project, cut):
    second = Endpoint.objects.create(project=project, name="strong", base_url="http://127.0.0.1/v1", model="large-1")
    Run.objects.filter(pk=generated.pk).update(second=second)
    Call.objects.update(second=True)
    written, labelled = [json.loads(row.payload) for row in cut().frozen_rows.order_by("position")]
    came = written["provenance"]
    assert (came["endpoint"], came["second_endpoint"], came["second_model"]) == ("peer", "strong", "large-1")
    assert came["calls"][0]["second"] is True
    said = labelled["machine_labels"][0]["provenance"]
    assert (said["endpoint"], said["model"]) == ("strong", "large-1")
