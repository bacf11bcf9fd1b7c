"""The samples of one run: what it wrote, or labelled."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.samples.frames import Filters, filtered
from generation.catalogue.registry import recipe
from generation.endpoints.simulated import simulated_endpoint
from generation.models import PlannedRow, Run, RunPurpose, Sample

pytestmark = pytest.mark.django_db
LIST, API = "/projects/reviews/samples/", "/api/v1/projects/reviews/samples"


@pytest.fixture
def run(project, codebook, lead) -> Run:
    return Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=simulated_endpoint(project), seed=1, count=3,
        accepted=3, created_by=lead,
    )  # fmt: skip


@pytest.fixture
def written(rows, run) -> list[int]:
    ids = [row.pk for row in rows[2:5]]
    Sample.objects.filter(pk__in=ids).update(run=run)
    return ids


def test_the_list_shows_what_one_run_wrote(signed_in, viewer, written, run):
    html = signed_in(viewer).get(LIST, {"run": run.pk}).content.decode()
    title = recipe(run.recipe).title
    assert html.count('class="sample-link"') == 3
    assert f'<option value="{run.pk}" selected>#{run.pk} {title}</option>' in html


def test_rest_has_the_same_filter(api_client, viewer, written, run):
    answer = api_client(viewer).get(API, {"run": run.pk, "order": "id"}).json()
    assert [row["id"] for row in answer["items"]] == written


def test_of_a_run_that_labels_these_are_the_samples_that_it_labelled(api_client, viewer, rows, run):
    Run.objects.filter(pk=run.pk).update(purpose=RunPurpose.ANNOTATE)
    states = (PlannedRow.State.ACCEPTED, PlannedRow.State.REJECTED)
    for number, (sample, state) in enumerate(zip(rows, states, strict=False)):
        PlannedRow.objects.create(run=run, round=1, batch=1, index=number, seed=1, source=sample, state=state)
    answer = api_client(viewer).get(API, {"run": run.pk}).json()
    assert [row["id"] for row in answer["items"]] == [rows[0].pk]


@pytest.mark.parametrize("run", ["x", "-1", "99999999999999999999"])
def test_a_number_that_makes_no_sense_is_left_out(signed_in, viewer, rows, run):
    assert signed_in(viewer).get(LIST, {"run": run}).content.decode().count('class="sample-link"') == len(rows)


def test_a_run_of_another_project_has_no_samples_here(api_client, viewer, rows):
    assert api_client(viewer).get(API, {"run": 10**9}).json()["items"] == []


def test_an_index_finds_them(project, run):
    plan = filtered(project, Filters(run=run.pk)).order_by("-pk")[:51].explain()
    assert "samples_of_a_run" in plan
    assert "TEMP B-TREE" not in plan


def test_the_runs_page_leads_to_all_of_them(signed_in, lead, annotator, written, run):
    address = f"/projects/reviews/runs/{run.pk}/"
    assert f'href="{LIST}?run={run.pk}"' in signed_in(lead).get(address).content.decode()
    assert f"{LIST}?run=" not in signed_in(annotator).get(address).content.decode()


def test_runs_to_choose_from_cost_one_query_and_the_list_alone_none(signed_in, viewer, rows, run):
    client = signed_in(viewer)
    client.get(LIST)
    with CaptureQueriesContext(connection) as whole:
        client.get(LIST)
    with CaptureQueriesContext(connection) as rows_alone:
        client.get(LIST, headers={"HX-Request": "true"})
    asked = [sum('FROM "generation_run"' in one["sql"] for one in found) for found in (whole, rows_alone)]
    assert asked == [1, 0]
