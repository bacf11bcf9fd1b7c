"""A run beside its pilot and its price: what it says where it costs more, or gives less, than was to be expected."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.endpoints.simulated import simulated_endpoint
from generation.models import RunState
from generation.runs.actions.lifecycle import resume_run
from generation.runs.actions.worker import work_on
from generation.runs.expectations import departures, too_dear

pytestmark = pytest.mark.django_db

PILOT = {"run": 1, "accepted": 10, "tried": 12, "cost": 0.002, "error": 0.0001, "rows": 12}


@pytest.fixture
def run(project, start):
    return start(simulated_endpoint(project), count=1000)


def stands(run, *, accepted: int, rejected: int = 0, cost: float = 0.0, **setup):
    run.accepted, run.rejected, run.cost_usd = accepted, rejected, cost
    run.setup |= setup
    run.save()
    return run


def told(run, pending: int = 0) -> dict[str, float]:
    return {found.measure: found.times for found in departures(run, pending)}


class TestDepartures:
    """What of a run departs from its pilot."""

    def test_one_that_costs_twice_as_much_says_so(self, run):
        run = stands(run, accepted=100, rejected=20, cost=0.42, pilot=PILOT)
        [found] = departures(run, 0)
        assert (found.measure, found.times, found.worse) == ("cost", 2.1, True)
        assert found.title == "A sample costs 2.10 times what it cost in the pilot"
        assert found.text == "$0.00420 instead of $0.00200, the set-up aside; chance does not explain it."

    def test_one_that_costs_half_says_so_but_not_as_a_warning(self, run):
        [found] = departures(stands(run, accepted=100, rejected=20, cost=0.1, pilot=PILOT), 0)
        assert (found.times, found.worse) == (0.5, False)

    def test_one_that_is_cheap_because_earlier_runs_had_paid_says_nothing(self, run):
        run.reused = 60
        assert told(stands(run, accepted=100, rejected=20, cost=0.1, pilot=PILOT)) == {}

    def test_what_the_set_up_cost_is_left_out(self, run):
        assert told(stands(run, accepted=100, rejected=20, cost=0.42, pilot=PILOT, setup_usd="0.2")) == {}

    def test_rows_under_way_are_paid_for_and_not_yet_accepted(self, run):
        run = stands(run, accepted=10, rejected=2, cost=0.04, pilot=PILOT)
        assert told(run, pending=0) == {"cost": 2.0}
        assert told(run, pending=12) == {}

    def test_where_less_is_accepted_it_says_so(self, run):
        run = stands(run, accepted=30, rejected=70, pilot=PILOT)
        [found] = departures(run, 0)
        assert (found.measure, found.worse) == ("yield", True)
        assert found.text == "30.0% of what is written is accepted; in the pilot it was 83.3%."

    def test_a_difference_that_the_pilot_s_size_explains_is_not_told(self, run):
        assert told(stands(run, accepted=100, rejected=20, cost=0.42, pilot=PILOT | {"error": 0.002})) == {}

    def test_while_a_choice_is_to_come_nothing_is_told(self, run):
        run.held = 100
        assert told(stands(run, accepted=0, rejected=20, cost=0.42, pilot=PILOT)) == {}

    def test_a_run_that_has_just_begun_or_has_no_pilot_says_nothing(self, run):
        assert told(stands(run, accepted=0, pilot=PILOT)) == {}
        del run.setup["pilot"]
        assert told(stands(run, accepted=100, cost=9)) == {}


class TestWhichPilot:
    """The newest pilot of the same recipe, settings, codebook and endpoint."""

    @pytest.fixture
    def endpoint(self, project):
        return simulated_endpoint(project)

    @pytest.fixture
    def piloted(self, start, endpoint):
        def make(**more):
            return done(start(endpoint, **({"count": 10, "pilot_of": 1000} | more)))

        return make

    def pilot_of(self, run) -> int | None:
        return run.setup.get("pilot", {}).get("run")

    def test_the_newest_that_ended_is_taken(self, start, endpoint, piloted):
        piloted()
        newest = piloted()
        start(endpoint, count=10, pilot_of=1000)  # has not ended
        assert self.pilot_of(start(endpoint, count=1000)) == newest.pk

    def test_a_run_that_was_no_pilot_is_none(self, start, endpoint):
        done(start(endpoint, count=10))
        assert self.pilot_of(start(endpoint)) is None

    def test_a_pilot_has_no_pilot(self, start, endpoint, piloted):
        piloted()
        assert self.pilot_of(start(endpoint, pilot_of=5)) is None

    @pytest.mark.parametrize("field", ["price_out", "model"])
    def test_another_price_or_model_makes_it_another(self, start, endpoint, piloted, field):
        piloted()
        setattr(endpoint, field, {"price_out": 7, "model": "other"}[field])
        endpoint.save()
        assert self.pilot_of(start(endpoint)) is None

    def test_other_settings_make_it_another(self, start, endpoint, piloted):
        piloted(params={"temperature": 0.5})
        assert self.pilot_of(start(endpoint, params={"temperature": 0.9})) is None


def done(run):
    type(run).objects.filter(pk=run.pk).update(state=RunState.DONE, accepted=10, rejected=2)
    return run


@pytest.fixture
def paid(endpoint_at):
    def make(peer):
        return endpoint_at(peer, price_in=1, price_out=2)

    return make


@pytest.mark.django_db(transaction=True)
class TestByWork:
    """A pilot, and the run that follows it, of the simulated model at a price."""

    def finished(self, run):
        work_on(run.pk)
        run.refresh_from_db()
        return run

    def test_a_pilot_s_figures_are_those_of_its_requests(self, start, paid, simulated):
        endpoint = paid(simulated)
        pilot = self.finished(start(endpoint, count=10, pilot_of=60, seed=1))
        figures = start(endpoint, count=60, seed=2).setup["pilot"]
        assert (figures["run"], figures["accepted"], figures["tried"]) == (pilot.pk, 10, 10 + pilot.rejected)
        assert figures["cost"] == pytest.approx(float(pilot.cost_usd) / 10)
        assert 0 < figures["error"] < figures["cost"]

    def test_the_same_again_departs_in_nothing(self, start, paid, simulated):
        endpoint = paid(simulated)
        self.finished(start(endpoint, count=10, pilot_of=60, seed=1))
        run = self.finished(start(endpoint, count=60, seed=2))
        assert run.state == RunState.DONE
        assert departures(run, 0) == []

    def test_a_model_that_refuses_most_costs_more_and_says_so_by_page_and_rest(
        self, start, paid, simulated, signed_in, api_client, viewer
    ):
        endpoint = paid(simulated)
        self.finished(start(endpoint, count=10, pilot_of=60, seed=1))
        simulated.turn(rate_refusal=0.7)
        run = self.finished(start(endpoint, count=60, seed=2, most_cost=0))
        page = signed_in(viewer).get(f"/projects/reviews/runs/{run.pk}/").text
        assert "times what it cost in the pilot" in page
        assert f"/projects/reviews/runs/{run.setup['pilot']['run']}/" in page
        answer = api_client(viewer).get(f"/api/v1/projects/reviews/runs/{run.pk}").json()
        assert answer["pilot"] == run.setup["pilot"]["run"]
        found = {one["measure"]: one for one in answer["departures"]}
        assert found["cost"]["times"] > 1.5
        assert "times what it cost in the pilot" in found["cost"]["text"]

    def test_one_that_costs_more_than_twice_its_price_pauses_and_asks_once(self, start, paid, simulated, lead):
        simulated.turn(rate_refusal=0.85)
        run = start(paid(simulated), count=100, seed=2)
        run.setup["price_usd"] = str(float(run.setup["price_usd"]) / 3)  # as if replies were longer than foreseen
        run.save()
        run = self.finished(run)
        assert run.state == RunState.PAUSED
        assert "times the upper end of its price" in run.reason
        assert 0 < run.accepted < 100
        resume_run(run=run, by=lead)
        run = self.finished(run)
        assert (run.state, run.accepted) == (RunState.DONE, 100)


class TestTooDear:
    """When a lead is asked whether a run is worth its price."""

    @pytest.fixture
    def priced(self, run):
        return stands(run, accepted=0, price_usd="2", most_cost=2.0)  # 0.002 a sample at most

    def test_above_twice_the_upper_end_it_asks(self, priced):
        assert "2.5 times" in too_dear(stands(priced, accepted=100, cost=0.5))
        assert "$0.00500 instead of $0.00200" in too_dear(priced)

    def test_up_to_twice_it_goes_on(self, priced):
        assert too_dear(stands(priced, accepted=100, cost=0.4)) == ""

    def test_a_few_candidates_are_no_reason(self, priced):
        assert too_dear(stands(priced, accepted=30, rejected=33, cost=9)) == ""

    def test_what_waits_for_its_choice_counts(self, priced):
        priced.held = 100
        assert too_dear(stands(priced, accepted=0, cost=0.4)) == ""

    def test_paid_requests_without_a_sample_are_one(self, priced):
        told = too_dear(stands(priced, accepted=0, rejected=64, cost=0.5))
        assert told.startswith("None of 64 candidates is accepted, and they cost $0.50000;")
        assert "$0.00200 at most" in told
        assert "A sample costs" not in told  # there is none

    def test_nobody_is_asked_where_the_setting_says_never_or_nothing_has_a_price(self, priced):
        assert too_dear(stands(priced, accepted=100, cost=9, most_cost=0)) == ""
        del priced.setup["price_usd"]
        assert too_dear(stands(priced, accepted=100, cost=9, most_cost=2)) == ""

    def test_the_price_is_the_one_that_was_named(self, start, paid, simulated, lead, api_client):
        endpoint = paid(simulated)
        body = {"count": 100, "endpoint": endpoint.name, "seed": 7}
        asked = api_client(lead).post(
            "/api/v1/projects/reviews/recipes/simprompt/preview", body, content_type="application/json"
        )
        run = start(endpoint, count=100)
        assert float(run.setup["price_usd"]) == pytest.approx(asked.json()["usd"][1])


def test_the_form_and_rest_take_the_limit_and_refuse_nonsense(api_client, lead, project, codebook):
    client, at = api_client(lead), "/api/v1/projects/reviews/runs"
    simulated_endpoint(project)
    body = {"recipe": "simprompt", "count": 5}
    assert client.post(at, body | {"most_cost": -1}, content_type="application/json").status_code == 422
    made = client.post(at, body | {"most_cost": 3.5, "pilot_of": 100}, content_type="application/json").json()
    run = project.runs.get(pk=made["id"])
    assert (run.setup["most_cost"], run.setup["pilot_of"]) == (3.5, 100)


def test_comparing_with_the_pilot_asks_the_database_for_nothing(run):
    run = stands(run, accepted=100, rejected=20, cost=0.42, pilot=PILOT)
    with CaptureQueriesContext(connection) as seen:
        assert departures(run, 3)
    assert not seen.captured_queries
