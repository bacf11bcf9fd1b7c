"""What routes are worth is judged by audited rows that go the very routes of open ones, and get the very labels."""

from types import SimpleNamespace

import numpy as np
import pytest

from annotation.enhance.asking import use
from annotation.enhance.audited import before_and_after
from annotation.methods.routing.frontier import frontier
from annotation.methods.routing.judging import routes_of
from annotation.methods.routing.routes import AGAIN, ROUTES, route
from annotation.models import Signal
from annotation.routing.answer_time import answer_time
from annotation.routing.asking import carry_out, prices_in_force, set_prices
from annotation.routing.frames import known_rows, prices_of
from generation.children import carry_out_open_jobs
from generation.models import MachineLabel, Sample
from tests.annotation.enhance.conftest import OTHER, truth
from tests.annotation.making import machine_label
from tests.annotation.routing.conftest import ROWS, SCORED, given, scored_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db) -> SimpleNamespace:
    return SCORED.again()


@pytest.fixture
def samples(world) -> list:
    return world.samples


@pytest.fixture
def audited(world) -> list[int]:
    return world.numbers


def test_before_and_after_of_labels_that_routes_propose_are_those_of_open_rows(project, audited, samples, lead):
    made = carry_out(project=project, value=1.0, by=lead)
    carry_out_open_jobs()
    made.refresh_from_db()
    proposed = dict(MachineLabel.objects.filter(source=made.labels.source).values_list("sample", "label"))
    nobody = [number for number in range(ROWS) if number not in audited]
    assert set(proposed) & {samples[number].pk for number in nobody}
    right = {
        name: np.mean([label_of(number) == truth(number) for number in nobody])
        for name, label_of in (("before", given), ("after", lambda n: proposed.get(samples[n].pk, given(n))))
    }
    told = before_and_after(made.labels)
    assert right["after"] > right["before"] + 0.03
    assert told["difference"]["low"] > 0
    assert told["difference"]["low"] <= right["after"] - right["before"] <= told["difference"]["high"]
    assert told["n"] == 80


def test_what_people_said_stays_when_labels_that_routes_propose_are_used(project, audited, samples, lead):
    made = carry_out(project=project, value=1.0, by=lead)
    carry_out_open_jobs()
    made.refresh_from_db()
    use(enhancement=made.labels, by=lead)
    carry_out_open_jobs()
    labels = dict(Sample.objects.values_list("pk", "current_label"))
    assert all(labels[samples[number].pk] == truth(number) for number in audited)


@pytest.fixture
def tried(project, audited, samples, lead):
    """A model was asked about the answered rows afterwards, and is right nine times of ten; no student is there."""
    rng = np.random.default_rng(1)
    for number in audited:
        machine_label(samples[number], truth(number) if rng.random() < 0.9 else OTHER[truth(number)], source="second")
    scored_again(project)
    MachineLabel.objects.filter(source="student").delete()
    set_prices(project=project, by=lead, wage=20, seconds=60, call=0.0001)
    prices = prices_in_force(project)
    return known_rows(project, "sentiment"), prices_of(prices, answer_time(prices, None).usd(prices.wage))


def test_rows_that_a_model_was_tried_on_go_the_routes_of_rows_that_it_was_not(tried):
    known, prices = tried
    opinion = known.opinion.opinion
    again = [p for p in frontier(known.rows, prices, opinion=opinion) if p.routes["again"] > 0.5 * len(known.rows)]
    assert again
    for point in again:
        share = point.routes["again"] / len(known.rows)
        routes = routes_of(known.drawn, prices, value=point.value)
        assert (routes == ROUTES.index(AGAIN)).mean() == pytest.approx(share, abs=0.25)


def test_what_came_after_an_answer_is_no_part_of_the_risk_that_it_is_routed_by(project, audited, tried, samples):
    known, _prices = tried
    stored = {name: dict(Signal.objects.filter(name=name).values_list("sample", "value"))
              for name in ("wrong_probability", "wrong_before_opinion")}  # fmt: skip
    rows = known.of_drawn.index
    assert set(stored["wrong_before_opinion"]) == {samples[number].pk for number in audited}
    assert known.drawn.rows.risk.tolist() == [stored["wrong_before_opinion"][row] for row in rows]
    wrong = [n for n in audited if given(n) != truth(n)]
    apart = [stored["wrong_probability"][samples[n].pk] - stored["wrong_before_opinion"][samples[n].pk] for n in wrong]
    assert np.mean(apart) > 0, "an opinion that differs makes a wrong label likelier"
    assert not known.drawn.rows.asked.any()
    assert known.drawn.heard.all()


def test_open_rows_are_routed_by_what_all_answers_have_shown(tried):
    known, prices = tried
    routed = route(known.rows, prices, value=0.2, opinion=known.opinion.opinion)
    assert len(routed) == ROWS - 80
