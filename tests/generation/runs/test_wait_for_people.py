"""How many of a run's accepted samples wait for a person: the same figure on its page, beside others, by REST, CLI."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.methods.content import content_hash
from generation.models import Origin, PlannedRow, Run, RunPurpose, RunState, Sample, SampleState
from generation.runs.comparing import lines_of
from generation.runs.frames import for_people
from generation.runs.frames.for_people import waiting_for_people
from generation.runs.frames.progress import progress
from tests.generation.runs.test_generate import generate

pytestmark = pytest.mark.django_db(transaction=True)
WAITS, ACCEPTED = SampleState.NEEDS_PERSON, SampleState.ACCEPTED


@pytest.fixture
def run(start, endpoint_at, simulated):
    return start(endpoint_at(simulated), count=10)


@pytest.fixture
def writes(project):
    """Samples of a run, and each one's state; or rows of it that labelled samples which were there."""

    def make(run: Run, *states: str, labels: bool = False) -> list[Sample]:
        begun = run.rows.count()
        rows = [
            PlannedRow(run=run, round=1, batch=0, index=begun + i, seed=0, state="accepted") for i in range(len(states))
        ]
        PlannedRow.objects.bulk_create(rows)
        fields = [{"text": f"text {row.pk}"} for row in rows]
        known = {"origin": Origin.UNLABELLED} if labels else {"origin": Origin.GENERATED, "run": run}
        made = Sample.objects.bulk_create(
            Sample(
                project=project, fields=text, content_hash=content_hash(text), state=state,
                planned_row=None if labels else row, **known,
            )
            for row, text, state in zip(rows, fields, states, strict=True)
        )  # fmt: skip
        for row, sample in zip(rows, made, strict=True):
            PlannedRow.objects.filter(pk=row.pk).update(source=sample if labels else None)
        Run.objects.filter(pk=run.pk).update(accepted=len(states), state=RunState.DONE)
        run.refresh_from_db()
        return made

    return make


def test_samples_that_a_gate_sent_to_people_are_counted_until_people_have_answered(run, writes):
    made = writes(run, ACCEPTED, WAITS, WAITS)
    assert progress(run).needs_person == 2
    Sample.objects.filter(pk=made[1].pk).update(state=ACCEPTED)
    assert progress(run).needs_person == 1


def test_of_a_run_that_labels_it_is_what_it_labelled(run, writes):
    Run.objects.filter(pk=run.pk).update(purpose=RunPurpose.ANNOTATE)
    run.refresh_from_db()
    writes(run, ACCEPTED, WAITS, labels=True)
    assert progress(run).needs_person == 1


def test_what_a_run_wrote_from_is_not_its_own(run, writes):
    """A sample that a question was made from may wait for people; the run has neither written nor labelled it."""
    writes(run, WAITS, ACCEPTED, labels=True)
    assert progress(run).needs_person == 0


def test_the_same_figure_stands_on_the_page_in_its_moving_part_in_the_list_beside_others_and_by_rest(
    run, writes, signed_in, api_client, viewer
):
    writes(run, ACCEPTED, WAITS, WAITS, WAITS)
    client, rest = signed_in(viewer), api_client(viewer)
    for name, of in (("run-detail", [run.pk]), ("run-panel", [run.pk]), ("run-list", [])):
        shown = client.get(reverse(f"generation:{name}", args=["reviews", *of])).content.decode()
        assert "3 of these wait for a person" in " ".join(re.sub(r"<[^>]+>", " ", shown).split()), name
    beside = {line.title: line for line in lines_of([run])}
    assert (beside["Accepted"].values, beside["Wait for a person"].values) == ([4], [3])
    address = "/api/v1/projects/reviews/runs"
    assert rest.get(f"{address}/{run.pk}").json()["needs_person"] == 3
    assert rest.get(address).json()["items"][0]["needs_person"] == 3


def test_the_page_leads_to_them(run, writes, signed_in, viewer):
    writes(run, WAITS)
    client = signed_in(viewer)
    shown = client.get(reverse("generation:run-detail", args=["reviews", run.pk])).content.decode()
    address = reverse("annotation:sample-list", args=["reviews"], query={"run": run.pk, "state": "needs_person"})
    assert address.replace("&", "&amp;") in shown
    assert "text " in client.get(address).content.decode()


def test_nothing_is_said_where_none_waits(run, writes, signed_in, viewer):
    writes(run, ACCEPTED)
    shown = signed_in(viewer).get(reverse("generation:run-detail", args=["reviews", run.pk])).content.decode()
    assert "for a person" not in shown
    assert "Wait for a person" not in {line.title for line in lines_of([run])}


def test_the_command_line_says_it_too(codebook, project):
    said = generate("--recipe", "simprompt", "--count", "5", "--json")
    run = Run.objects.get()
    assert json.loads(said.splitlines()[-1])["needs_person"] == 0
    Sample.objects.filter(run=run).update(state=WAITS)
    Run.objects.update(state=RunState.PAUSED)
    assert "5 of 5 accepted, 5 of these wait for a person," in generate("--resume", str(run.pk))


def test_more_than_a_thousand_are_told_as_such_everywhere(run, writes, signed_in, api_client, viewer, monkeypatch):
    monkeypatch.setattr(for_people, "MOST", 3)
    writes(run, ACCEPTED, *[WAITS] * 3)
    assert (progress(run).needs_person, progress(run).needs_person.more) == (3, False)
    writes(run, *[WAITS] * 4)
    assert (progress(run).needs_person, progress(run).needs_person.more) == (3, True)
    client = signed_in(viewer)
    for name, of in (("run-detail", [run.pk]), ("run-panel", [run.pk]), ("run-list", [])):
        shown = client.get(reverse(f"generation:{name}", args=["reviews", *of])).content.decode()
        assert "3+ of these wait for a person" in " ".join(re.sub(r"<[^>]+>", " ", shown).split()), name
    beside = client.get(reverse("generation:run-compare", args=["reviews"])).content.decode()
    assert "3+" in beside
    told = api_client(viewer).get(f"/api/v1/projects/reviews/runs/{run.pk}").json()
    assert (told["needs_person"], told["needs_person_more"]) == (3, True)


def test_of_a_project_where_many_wait_the_newest_are_looked_at_for_a_large_run_that_labelled(run, writes, monkeypatch):
    """Who labelled a sample is no column of it: each that waits would have to be looked up."""
    monkeypatch.setattr(for_people, "MOST", 3)
    Run.objects.filter(pk=run.pk).update(purpose=RunPurpose.ANNOTATE)
    run.refresh_from_db()
    small = Run.objects.create(**known_of(run))
    writes(small, WAITS, ACCEPTED, labels=True)
    writes(run, ACCEPTED, WAITS, ACCEPTED, WAITS, labels=True)
    assert [(n, n.more) for n in waiting_for_people([small, run]).values()] == [(1, False), (2, False)]
    writes(run, ACCEPTED, WAITS, labels=True)
    run.refresh_from_db()
    Run.objects.filter(pk=run.pk).update(accepted=6)
    run.refresh_from_db()
    assert [(n, n.more) for n in waiting_for_people([small, run]).values()] == [(1, False), (3, True)]


@pytest.mark.scaled
def test_what_a_run_wrote_is_counted_in_an_index_of_what_waits_alone(run, writes):
    """Its cost is that of what waits, and no more of that is read than is told; the whole project is never walked."""
    writes(run, *[ACCEPTED] * 40, WAITS)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")  # of a table that small it would read all
        assert waiting_for_people([run]) == {run.pk: 1}
        count = next(query["sql"] for query in asked if "LIMIT 1001" in query["sql"])
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {count}")
        plan = "\n".join(str(line[-1]) for line in cursor.fetchall())
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
    assert "of_a_run_for_people" in plan
    assert not re.search(r"SCAN generation_sample|Seq Scan on generation_sample", plan)


def test_the_number_of_queries_is_the_same_for_one_run_and_for_thirty(run, writes):
    writes(run, WAITS)
    more = [run, *(Run.objects.create(**known_of(run)) for _ in range(29))]
    for runs in ([run], more):
        with CaptureQueriesContext(connection) as asked:
            waiting_for_people(runs)
        assert len(asked) == 1


def known_of(run: Run) -> dict:
    names = ("project", "purpose", "codebook", "endpoint", "recipe", "seed", "count", "accepted", "state")
    return {name: getattr(run, name) for name in names}
