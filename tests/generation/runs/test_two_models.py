"""A run with a second model: some steps ask it, at its own address, in its own places and at its own price."""

import os
import time
from decimal import Decimal

import pytest
import yaml
from django.core.exceptions import ValidationError

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.registry import RECIPES
from generation.models import Batch, Call, Endpoint, Project, RunState, Sample
from generation.recipe_book import recipe_for
from generation.recipes.prices import Models
from generation.recipes.trial import trial_of
from generation.runs.actions import batches
from generation.runs.actions.lifecycle import resume_run, start_run
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on
from tests.generation.runs.processes import claims_run_out

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {"step": "opinion", "model": "second", "gives": {"opinion": "text"}}
STEPS = [
    {"ask": {"step": "write"}},
    {"ask": ASKED},
    {"item": {"fields": {"text": "fields.text"}, "keep": {"opinion": "opinion"}}},
]
TEMPLATES = {
    "write": {"system": "{task}", "user": "Write one made-up item.\nLabel: {label}"},
    "opinion": {"system": "", "user": "Say in a sentence what you think of this:\n{written}"},
}


@pytest.fixture
def recipe(monkeypatch) -> str:
    """One model writes, the other says what it thinks of that."""
    data = yaml.safe_load(to_yaml(RECIPES["simprompt"]))
    data |= {"name": "opinions", "second": "Says what it thinks.", "plan": {"steps": {"steps": STEPS}}}
    monkeypatch.setitem(
        RECIPES, "opinions", from_yaml(yaml.safe_dump(data | {"templates": TEMPLATES}, sort_keys=False))
    )
    return "opinions"


@pytest.fixture
def second_at(project):
    def make(peer, **more) -> Endpoint:
        given = {"concurrency": 4, "timeout_s": 5, "model": "other"} | more
        return Endpoint.objects.create(project=project, name="second peer", base_url=peer.url, **given)

    return make


@pytest.fixture
def begin(start, recipe):
    return lambda endpoint, second, **more: start(endpoint, recipe=recipe, second=second, **({"count": 12} | more))


def finished(run):
    work_on(run.pk)
    run.refresh_from_db()
    return run


def requests(peer) -> int:
    return peer.stats()["requests"]


def test_each_model_gets_its_own_steps_alone(simulated, other_simulated, endpoint_at, second_at, begin):
    before = requests(simulated), requests(other_simulated)
    run = finished(begin(endpoint_at(simulated), second_at(other_simulated)))
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    assert requests(simulated) - before[0] == run.call_log.filter(second=False).count() >= 12
    assert requests(other_simulated) - before[1] == run.call_log.filter(second=True).count() >= 12
    assert set(run.call_log.filter(second=False).values_list("step", flat=True)) == {"write"}
    assert set(run.call_log.filter(second=True).values_list("step", flat=True)) == {"opinion"}
    assert all(sample.metadata["opinion"] for sample in run.samples.all())


def test_without_a_second_model_the_first_is_asked_all(simulated, other_simulated, endpoint_at, begin):
    before = requests(other_simulated)
    run = finished(begin(endpoint_at(simulated), None))
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    assert requests(other_simulated) == before
    assert not run.call_log.filter(second=True).exists()


def test_one_endpoint_named_twice_is_one(simulated, endpoint_at, begin):
    endpoint = endpoint_at(simulated)
    run = begin(endpoint, endpoint)
    assert run.second is None
    assert "second" not in run.setup


def test_each_keeps_its_own_places(simulated, other_simulated, endpoint_at, second_at, begin):
    simulated.turn(latency_ms=20)
    other_simulated.turn(latency_ms=60)
    finished(begin(endpoint_at(simulated), second_at(other_simulated, concurrency=2), count=20))
    assert other_simulated.stats()["most_in_flight"] <= 2


def test_each_call_is_booked_at_its_own_price(simulated, other_simulated, endpoint_at, second_at, begin):
    first = endpoint_at(simulated, price_in=Decimal(10), price_out=Decimal(40))
    run = finished(begin(first, second_at(other_simulated, price_out=Decimal(400)), budget_usd=Decimal(5)))
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    for call in run.call_log.all():
        prices = (0, 400) if call.second else (10, 40)
        cost = (prices[0] * call.tokens_in + prices[1] * call.tokens_out) / Decimal(1_000_000)
        assert call.cost_usd == pytest.approx(cost, abs=Decimal("0.000001"))
    assert run.cost_usd == sum(run.call_log.values_list("cost_usd", flat=True), Decimal(0))
    assert abs(run.reserved_usd) < Decimal("0.0000001")


def test_the_cap_holds_over_both(simulated, other_simulated, endpoint_at, second_at, begin):
    second = second_at(other_simulated, price_out=Decimal(400))
    budget = Decimal("0.5")  # the worst case of one opinion, 512 tokens, is 0.2
    run = finished(begin(endpoint_at(simulated), second, budget_usd=budget, count=1000))
    assert run.state == RunState.PAUSED
    assert "budget" in run.reason
    assert 0 < run.cost_usd <= budget
    assert not run.call_log.filter(second=False, cost_usd__gt=0).exists()


def test_a_second_model_that_does_not_answer_pauses_the_run(simulated, other_simulated, endpoint_at, second_at, begin):
    other_simulated.turn(rate_quota=1)
    run = finished(begin(endpoint_at(simulated), second_at(other_simulated)))
    assert (run.state, run.accepted) == (RunState.PAUSED, 0)
    assert "no money left" in run.reason
    other_simulated.turn(rate_quota=0)
    asked = run.call_log.filter(second=False, error="").count()
    resume_run(run=run)
    run = finished(run)
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    assert run.call_log.filter(second=False, error="").count() >= asked
    steps = run.call_log.filter(error="").values_list("row", "step")
    assert len(steps) == len(set(steps))  # nothing that was answered was paid for again


def test_an_address_that_is_refused_pauses_the_run(simulated, other_simulated, endpoint_at, second_at, begin):
    second = second_at(other_simulated)
    run = begin(endpoint_at(simulated), second)
    Endpoint.objects.filter(pk=second.pk).update(base_url="http://169.254.169.254/v1")
    run = finished(run)
    assert (run.state, run.accepted) == (RunState.PAUSED, 0)
    assert "169.254.169.254" in run.reason


def test_its_requests_can_be_rebuilt(simulated, other_simulated, endpoint_at, second_at, begin):
    second = second_at(other_simulated)
    run = finished(begin(endpoint_at(simulated), second))
    Endpoint.objects.filter(pk=second.pk).update(model="another", base_url="http://127.0.0.1:1/v1")
    rows = list(run.rows.filter(round=1, state="accepted"))
    for row in rows:
        found = replay(row)
        assert {one.call.step for one in found} == {"write", "opinion"}
        assert all(one.equal for one in found)


def test_what_the_same_model_answered_before_is_not_paid_again(
    simulated, other_simulated, endpoint_at, second_at, begin
):
    endpoint, second = endpoint_at(simulated), second_at(other_simulated)
    finished(begin(endpoint, second))
    for sample in Sample.objects.all():  # so that the same texts may come again
        Sample.objects.filter(pk=sample.pk).update(content_hash=os.urandom(16))
    before = requests(simulated), requests(other_simulated)
    again = finished(begin(endpoint, second))
    assert again.reused == again.calls > 0
    assert (requests(simulated), requests(other_simulated)) == before
    swapped = begin(second, endpoint)
    assert swapped.seed == again.seed
    finished(swapped)
    assert requests(other_simulated) > before[1]  # the other writes now: other requests


def test_what_one_of_two_models_simulates_is_marked(replay, other_simulated, endpoint_at, second_at, start, recipe):
    second = second_at(other_simulated)
    assert not second.simulated  # its answers say so
    run = start(endpoint_at(replay), recipe=recipe, second=second, count=5, least_yield=0)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.asked["simulated"], run.asked_second["simulated"], run.simulated) == (False, True, True)
    assert run.accepted
    assert run.samples.filter(simulated=True).count() == run.accepted


@pytest.mark.kills
@pytest.mark.scaled
def test_killed_between_the_two_it_goes_on_and_pays_nothing_twice(
    simulated, other_simulated, endpoint_at, second_at, begin, worker_elsewhere
):
    other_simulated.turn(latency_ms=400)
    run = begin(endpoint_at(simulated), second_at(other_simulated), count=20)
    worker = worker_elsewhere(run)
    until = time.monotonic() + 120
    while Call.objects.filter(run=run, second=True).count() < 3:
        assert time.monotonic() < until, "the second model was not asked"
        assert worker.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    claims_run_out(run)
    other_simulated.turn(latency_ms=0)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    run = finished(run)
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    steps = list(run.call_log.filter(error="").values_list("row", "step"))
    assert len(steps) == len(set(steps))
    assert {step for _row, step in steps} == {"write", "opinion"}


def test_both_are_asked_in_batches_of_their_own(simulated, other_simulated, endpoint_at, second_at, begin, monkeypatch):
    monkeypatch.setattr(batches, "QUIET_S", 0.3)
    monkeypatch.setattr(batches, "POLL_S", 0.1)
    run = finished(begin(endpoint_at(simulated), second_at(other_simulated), batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    for second in (False, True):
        handed_in = {key for batch in Batch.objects.filter(second=second) for key in batch.keys}
        answered = run.call_log.filter(second=second, error="", reply__batch=True)
        assert handed_in == set(answered.values_list("request_hash", flat=True))


def test_the_price_before_the_start_knows_both(
    simulated, other_simulated, endpoint_at, second_at, recipe, project, codebook
):
    first = endpoint_at(simulated, price_in=Decimal(1), price_out=Decimal(4))
    second = second_at(other_simulated, price_out=Decimal(400), batch_discount=Decimal("0.25"))
    asked = {"project": project, "codebook": codebook, "recipe": recipe_for(project, recipe)}

    def price(models):
        return trial_of(params={}, count=10, seed=1, models=models, **asked).price

    alone, both, dear = price(Models(first)), price(Models(first, second)), price(Models(second))
    assert alone.calls == both.calls
    assert alone.usd[0] < both.usd[0] < dear.usd[0]
    assert alone.usd[1] < both.usd[1] < dear.usd[1]
    assert price(Models(second, batch=True)).usd[1] == dear.usd[1] * Decimal("0.75")
    assert not both.free


def test_another_projects_endpoint_is_refused(simulated, endpoint_at, recipe, project, lead, codebook):
    foreign = Endpoint.objects.create(
        project=Project.objects.create(name="Other", slug="other", created_by=lead),
        name="theirs",
        base_url=simulated.url,
        model="m",
    )
    own = endpoint_at(simulated)
    for pair in ({"endpoint": foreign}, {"endpoint": own, "second": foreign}):
        with pytest.raises(ValidationError) as refused:
            start_run(project=project, recipe=recipe, count=1, by=lead, **pair)
        assert "theirs" in str(refused.value)


def test_a_recipe_that_asks_one_model_takes_no_second(simulated, other_simulated, endpoint_at, second_at, start):
    with pytest.raises(ValidationError) as refused:
        start(endpoint_at(simulated), second=second_at(other_simulated))
    assert refused.value.message_dict == {"second_endpoint": ["This recipe asks one model alone."]}
