"""The pages of runs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.endpoints.simulated import simulated_endpoint
from generation.methods.content import content_hash
from generation.models import Batch, Call, Claim, GateResult, Job, Origin, PlannedRow, RunState, Sample
from generation.runs.frames.runs import WORK
from generation.runs.frames.standstill import COMES_WITHIN

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(project, start):
    return start(simulated_endpoint(project))


def page(client, path: str, **more):
    return client.get(f"/projects/reviews/{path}", **more)


def test_the_list_says_what_to_do_when_there_is_no_run(signed_in, lead, project):
    assert "No run yet" in page(signed_in(lead), "runs/").content.decode()


def test_a_run_shows_its_progress_and_marks_the_simulated_model(signed_in, viewer, run):
    text = page(signed_in(viewer), f"runs/{run.pk}/").content.decode()
    assert "simulated" in text
    assert "0 / 20" in text
    assert "Pause" not in text


def test_large_numbers_are_grouped_by_page_and_list(signed_in, viewer, run):
    type(run).objects.filter(pk=run.pk).update(count=12_000, accepted=1234, rejected=2345, calls=3456)
    text, listed = (page(signed_in(viewer), path).text for path in (f"runs/{run.pk}/", "runs/"))
    for number in ("1,234 / 12,000", "2,345"):
        assert number in text
        assert number in listed
    assert "3,456" in text


def test_the_panel_polls_while_the_run_is_under_way_and_stops_when_it_ended(signed_in, lead, run):
    client = signed_in(lead)
    headers = {"HX-Request": "true"}
    moving = page(client, f"runs/{run.pk}/panel/", headers=headers).content.decode()
    assert "every 2s" in moving
    assert "<html" not in moving
    type(run).objects.filter(pk=run.pk).update(state=RunState.DONE)
    assert "every 2s" not in page(client, f"runs/{run.pk}/panel/", headers=headers).content.decode()


class TestStandstill:
    """A run that should move and does not says why, and when it goes on."""

    def look(self, client, run):
        return page(client, f"runs/{run.pk}/panel/", headers={"HX-Request": "true"}).text

    def claimed(self, run, *, seconds: int) -> None:
        """A worker whose hold runs out in so many seconds, which ends before its job's lease."""
        since = timezone.now() - timedelta(seconds=30)
        type(run).objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=since, accepted=10)
        Claim.objects.create(run=run, token="t", until=timezone.now() + timedelta(seconds=seconds))
        Job.objects.update_or_create(
            task=WORK, key=f"{run.pk}/1", defaults={"lease": "x", "lease_until": timezone.now() + timedelta(seconds=10)}
        )

    def test_a_planned_run_waits_for_a_worker(self, signed_in, viewer, run):
        client = signed_in(viewer)
        assert "It waits for a worker that has a free place." in self.look(client, run)
        assert "waits for a worker" in page(client, "runs/").text

    def test_right_after_the_start_nobody_is_blamed_for_not_being_there_yet(self, signed_in, viewer, run):
        Job.objects.create(task=WORK, key=f"{run.pk}/1", project=run.project)
        text = self.look(signed_in(viewer), run)
        assert "Waiting for a worker" in text
        assert "No worker is at it" not in text

    def test_once_a_worker_could_have_come_it_is_said_that_none_did(self, signed_in, viewer, run):
        job = Job.objects.create(task=WORK, key=f"{run.pk}/1", project=run.project)
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - COMES_WITHIN)
        text = self.look(signed_in(viewer), run)
        assert "Waiting for a worker" not in text
        assert "No worker is at it" in text

    def test_it_says_who_comes_before_it(self, signed_in, viewer, run, start):
        """Jobs of runs that are under way are held; places that come free go to who asked first."""
        ahead, behind = start(run.endpoint), start(run.endpoint)
        for one, more in ((behind, self.HELD), (ahead, {}), (run, {}), (start(run.endpoint), {})):
            for number in (1, 2):  # processes that may share it
                Job.objects.create(task=WORK, key=f"{one.pk}/{number}", project=run.project, **more)
        text = self.look(signed_in(viewer), run)
        assert "Waiting for a worker. 1 run is under way. It is number 2 in line." in text
        Job.objects.update(created_at=timezone.now() - COMES_WITHIN)
        said = "It waits for a worker that has a free place. 1 run is under way. It is number 2 in line."
        assert said in self.look(signed_in(viewer), run)

    HELD = {"lease": "x", "lease_until": timezone.now() + timedelta(hours=1)}

    def test_where_nobody_is_before_it_no_place_is_told(self, signed_in, viewer, run):
        Job.objects.create(task=WORK, key=f"{run.pk}/1", project=run.project)
        assert "in line" not in self.look(signed_in(viewer), run)

    def test_a_worker_that_is_heard_of_is_not_mentioned(self, signed_in, viewer, run):
        self.claimed(run, seconds=5)
        text = self.look(signed_in(viewer), run)
        assert "No worker is at it" not in text
        assert "left</span>" in text

    def test_a_worker_that_died_is_told_of_with_the_time_when_another_goes_on(self, signed_in, viewer, run):
        self.claimed(run, seconds=-4)
        at = timezone.localtime(Job.objects.get(task=WORK).lease_until)
        text = self.look(signed_in(viewer), run)
        assert "Its worker has not been heard of for 10 seconds." in text
        assert f"Its calls are taken over at {at:%H:%M:%S}." in text
        assert "left</span>" not in text

    def test_once_its_lease_is_over_the_next_free_worker_takes_over(self, signed_in, viewer, run):
        self.claimed(run, seconds=-30)
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert "The next one that has a free place takes its calls over." in self.look(signed_in(viewer), run)

    def test_a_paused_or_ended_run_says_nothing_of_it(self, signed_in, viewer, run):
        self.claimed(run, seconds=-30)
        for state in (RunState.PAUSED, RunState.DONE):
            type(run).objects.filter(pk=run.pk).update(state=state)
            assert "No worker is at it" not in self.look(signed_in(viewer), run)


def test_what_a_gate_turned_away_is_told_by_what_the_gate_makes_sure_of(signed_in, viewer, run):
    type(run).objects.filter(pk=run.pk).update(turned_away={"length": {"short": 3}, "of_old": {"gone": 1}})
    shown = page(signed_in(viewer), f"runs/{run.pk}/").content.decode()
    assert '<th scope="row">As long as drawn</th>' in shown
    assert '<th scope="row">of_old</th>' in shown  # a gate that is no more


def grow(run, rows: int) -> None:
    """As many settled rows more, each with a call, a verdict and a sample; two that are still under way."""
    start = run.rows.count()
    kinds = ["planned", "claimed"] + [("accepted", "rejected", "failed")[i % 3] for i in range(rows)]
    made = [PlannedRow(run=run, round=1, batch=0, index=start + i, seed=0, state=s) for i, s in enumerate(kinds)]
    PlannedRow.objects.bulk_create(made)
    Call.objects.bulk_create(Call(run=run, row=row, step="write", request={}, error="timeout") for row in made)
    GateResult.objects.bulk_create(GateResult(row=row, gate="length", action="reject", reason="short") for row in made)
    Sample.objects.bulk_create(
        Sample(
            project=run.project, run=run, planned_row=row, fields=(fields := {"text": f"text {row.pk}"}),
            content_hash=content_hash(fields), origin=Origin.GENERATED,
        )
        for row in made if row.state == "accepted"
    )  # fmt: skip


def queries_of(client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert page(client, path, headers={"HX-Request": "true"}).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.scaled
def test_the_panel_asks_for_the_same_whatever_the_run_has_done(signed_in, viewer, run):
    client, path = signed_in(viewer), f"runs/{run.pk}/panel/"
    type(run).objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=timezone.now())
    grow(run, 10)
    few = queries_of(client, path)
    grow(run, 300)
    many = queries_of(client, path)
    assert len(many) == len(few)
    # Settled rows, calls and verdicts are counted while they are written; here none of them is read but the newest.
    assert not [sql for sql in many if "generation_call" in sql or "generation_gateresult" in sql]
    for sql in (sql for sql in many if "COUNT" in sql):
        assert '"state" IN' in sql


def test_the_panel_says_why_candidates_and_requests_came_to_nothing(signed_in, viewer, run):
    run.turned_away = {"length": {"too short": 7}, "format": {"no label": 2}}
    run.problems = {"timeout: no answer": 3}
    run.save()
    text = page(signed_in(viewer), f"runs/{run.pk}/panel/", headers={"HX-Request": "true"}).text
    assert text.index("too short") < text.index("no label") < text.index("no answer in time")
    assert ">7</td>" in text


def test_a_run_says_what_its_recipe_is_called_and_who_started_it(signed_in, viewer, run):
    text = page(signed_in(viewer), f"runs/{run.pk}/").text
    assert f"<h1>SimPrompt #{run.pk}" in " ".join(text.split())  # as lists and the comparison call it
    assert '<dd><span title="simprompt">SimPrompt</span> 1 ' in text
    assert f"<dd>{run.created_by.username}</dd>" in text
    type(run).objects.update(created_by=None)
    assert "<dd>command line</dd>" in page(signed_in(viewer), f"runs/{run.pk}/").text


def test_reasons_that_are_stored_as_codes_are_told_in_words(signed_in, viewer, run):
    run.turned_away = {
        "usable": {"malformed": 3, "no solution reaches the known answer": 1},
        "unique": {"duplicate": 1},
    }
    run.problems = {"rate_limited: Slow down.": 2, "of_old": 1}
    run.save()
    text = page(signed_in(viewer), f"runs/{run.pk}/").text
    assert "the answer had another form than was asked for" in text
    assert "no solution reaches the known answer" in text
    assert "the same text was there before" in text
    assert "too many requests for the endpoint" in text
    assert "Slow down." in text
    assert "of_old" in text  # a code that is no more
    assert not re.search(r"malformed|rate_limited|duplicate<", text)


def test_a_list_of_runs_asks_for_the_same_however_many_they_are(signed_in, viewer, api_client, start, run):
    pages, client = signed_in(viewer), api_client(viewer)

    def queries() -> list[int]:
        with CaptureQueriesContext(connection) as listed:
            assert client.get("/api/v1/projects/reviews/runs?limit=1000").json()["items"][0]["waiting"] == 0
        return [len(queries_of(pages, "runs/")), len(listed)]

    for _ in range(9):
        start(run.endpoint)
    queries()  # the token's first use is noted
    few = queries()
    for _ in range(40):
        start(run.endpoint)
    assert queries() == few


def test_a_lead_pauses_resumes_and_cancels(signed_in, lead, run):
    client = signed_in(lead)
    for verb, state in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        answer = client.post(f"/projects/reviews/runs/{run.pk}/{verb}/", headers={"HX-Request": "true"})
        run.refresh_from_db()
        assert (answer.status_code, run.state) == (200, state)


@pytest.mark.parametrize("budget", ["0.00001", "five"])
def test_a_new_budget_that_cannot_be_is_told_and_resumes_nothing(signed_in, lead, run, budget):
    type(run).objects.filter(pk=run.pk).update(state=RunState.PAUSED, budget_usd=1)
    answer = signed_in(lead).post(f"/projects/reviews/runs/{run.pk}/resume/", {"budget_usd": budget}, follow=True)
    run.refresh_from_db()
    assert (run.state, run.budget_usd) == (RunState.PAUSED, 1)
    assert "budget" in " ".join(str(said) for said in answer.context["messages"])


@pytest.mark.parametrize(("closed", "jobs"), [(False, True), (True, False)])
def test_a_run_that_is_cancelled_with_a_batch_out_rings_for_somebody_to_cancel_that(signed_in, lead, run, closed, jobs):
    Batch.objects.create(run=run, keys={}, closed=closed)
    signed_in(lead).post(f"/projects/reviews/runs/{run.pk}/cancel/")
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert Job.objects.filter(task=WORK, key__startswith=f"{run.pk}/").exists() == jobs


def test_a_viewer_cannot_pause(signed_in, viewer, run):
    assert signed_in(viewer).post(f"/projects/reviews/runs/{run.pk}/pause/").status_code == 403


@pytest.mark.parametrize(
    ("setup", "action"), [({}, "Again with these settings"), ({"pilot_of": 500}, "The whole run of")]
)
def test_only_who_may_start_a_run_is_offered_another(signed_in, lead, annotator, viewer, run, setup, action):
    type(run).objects.filter(pk=run.pk).update(setup=run.setup | setup)
    assert action in page(signed_in(lead), f"runs/{run.pk}/").text
    for other in (annotator, viewer):
        assert action not in page(signed_in(other), f"runs/{run.pk}/").text


def test_a_small_budget_is_told_as_finely_as_what_it_cost(signed_in, viewer, run):
    type(run).objects.filter(pk=run.pk).update(cost_usd="0.000646", budget_usd="0.001", lost_usd="0.0002")
    text = page(signed_in(viewer), f"runs/{run.pk}/").text
    assert "$0.0006<" in text
    assert "of $0.0010 at most" in text
    assert "up to $0.0002 more" in text


class TestChoosingWhatToCompare:
    @pytest.fixture
    def compare(self, signed_in, viewer):
        client = signed_in(viewer)
        return lambda *runs: client.get("/projects/reviews/runs/compare/", {"run": runs})

    def test_each_run_of_the_list_can_be_ticked_and_one_button_compares_them(self, signed_in, viewer, run):
        text = page(signed_in(viewer), "runs/").text
        assert '<form class="row" id="compare" method="get" action="/projects/reviews/runs/compare/"><button' in text
        assert f'<input type="checkbox" form="compare" name="run" value="{run.pk}"' in text

    def test_one_can_be_taken_out_of_the_comparison_and_others_put_in(self, compare, start, run):
        other = start(run.endpoint)
        type(run).objects.filter(pk=other.pk).update(accepted=3)
        text = compare(run.pk).text
        assert f'name="run" value="{run.pk}" checked' in text
        assert f'name="run" value="{other.pk}">' in text

    def test_a_run_that_is_not_there_is_said_with_the_way_to_those_that_are(self, compare, run):
        text = compare(run.pk + 99).text
        assert f"Left out, for there is no such run in this project: {run.pk + 99}." in text
        assert 'href="/projects/reviews/runs/">Choose among all runs' in text
        assert "Nothing to compare yet" not in text

    def test_beyond_six_it_says_that_the_first_six_stand_there(self, compare, start, run):
        runs = [run.pk, *(start(run.endpoint).pk for _ in range(6))]
        answer = compare(*runs)
        assert [one.pk for one in answer.context["runs"]] == runs[:6]
        assert "At most 6 runs stand side by side" in answer.text
        assert "At most 6 runs" not in compare(*runs[:6], runs[0]).text
