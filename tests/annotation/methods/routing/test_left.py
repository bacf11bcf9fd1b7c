"""By simulation, with the truth known: what an audit says of routes holds of the rows that a queue has left.

A queue takes the riskiest rows away between the draws, so the early ones met errors that are gone.
"""

import numpy as np
import pytest

from annotation.methods.certificate.removal import Removal
from annotation.methods.routing.judging import Answered, Audit, judged, left_wrong
from annotation.methods.routing.left import error_left
from annotation.methods.routing.routes import PERSON, ROUTES, Prices, Rows, route
from generation.methods.estimates import wilson

SIZE, AUDIT_SHARE, RUNS = 2000, 0.25, 120
PRICES = Prices(person=0.1, again=0.001)
NEXT_TO_NOTHING = 1e-6


def rows_of(risk: np.ndarray) -> Rows:
    return Rows(risk, np.full(len(risk), np.nan), np.ones(len(risk), dtype=bool))


def looked_at(risk: np.ndarray, looks: int, rng) -> tuple[list[int], list[bool]]:
    """Rows in the order in which people got them, and which of them chance had drawn: the others are the riskiest."""
    by_risk, by_chance, gone = iter(np.argsort(-risk).tolist()), iter(rng.permutation(len(risk)).tolist()), set()
    order, drawn = [], (rng.random(looks) < AUDIT_SHARE).tolist()
    for is_drawn in drawn:
        row = next(row for row in (by_chance if is_drawn else by_risk) if row not in gone)
        gone.add(row)
        order.append(row)
    return order, drawn


def simulated(looks: int, value: float, rng):
    """What is left wrong of the rows that nobody looked at, what the audit says of them, and what its draws alone."""
    risk = rng.beta(0.5, 2.8, SIZE)
    wrong = rng.random(SIZE) < risk
    order, drawn = looked_at(risk, looks, rng)
    nothing = np.zeros(looks, dtype=bool)
    answered = Answered(
        rows_of(risk[order]), np.zeros(looks, dtype=int), [None], wrong[order], nothing, nothing, nothing, nothing
    )
    rest = np.setdiff1d(np.arange(SIZE), order)
    stays = route(rows_of(risk[rest]), PRICES, value=value).route != ROUTES.index(PERSON)
    losses = left_wrong(answered, PRICES, value=value)[drawn]
    audit = Audit(SIZE, np.array(drawn), np.arange(looks), answered)
    return (wrong[rest] & stays).mean(), judged(audit, PRICES, value=value), wilson(int(losses.sum()), len(losses))


@pytest.mark.parametrize("value", [NEXT_TO_NOTHING, 0.3])
@pytest.mark.parametrize("looks", [150, 800])
def test_the_estimate_is_right_on_average_and_its_interval_covers_what_is_left_wrong(looks, value):
    rng = np.random.default_rng(looks)
    told = [simulated(looks, value, rng) for _run in range(RUNS)]
    off = np.array([share.value - truth for truth, share, _draws in told])
    assert abs(off.mean()) < 3 * off.std() / np.sqrt(RUNS) + 1e-3
    assert np.mean([share.low <= truth <= share.high for truth, share, _draws in told]) >= 0.91
    assert {share.population for _truth, share, _draws in told} == {SIZE - looks}


def test_the_draws_alone_would_say_too_much():
    """What the estimate is for: they hold errors that the queue has found since."""
    rng = np.random.default_rng(0)
    told = [simulated(800, NEXT_TO_NOTHING, rng) for _run in range(RUNS)]
    assert np.mean([draws.value - truth for truth, _share, draws in told]) > 0.03
    assert np.mean([draws.low <= truth <= draws.high for truth, _share, draws in told]) < 0.6


def test_errors_that_were_found_are_taken_off():
    """Of 100 rows 20 were drawn, four of them wrong; the queue took eight wrong ones before."""
    log = [Removal(False, 1.0)] * 8 + [Removal(True, float(number % 5 == 0)) for number in range(20)]
    share = error_left(100, log)
    assert share.population == 72
    assert share.low <= share.value <= share.high
    assert share.value == pytest.approx(0.2, abs=0.02)


def test_a_row_that_nobody_has_settled_is_one_that_is_left():
    log = [Removal(True, float(number % 5 == 0)) for number in range(40)]
    with_open = error_left(100, [*log, *[Removal(True, None)] * 5])
    assert (with_open.population, with_open.n) == (60, 40)
    assert with_open.high > error_left(100, log).high


def test_without_draws_or_without_rows_nothing_is_said():
    assert error_left(100, []).value is None
    assert error_left(100, [Removal(False, 1.0)]).value is None
    used_up = error_left(3, [Removal(True, 0.0)] * 3)
    assert (used_up.value, used_up.population) == (None, 0)
