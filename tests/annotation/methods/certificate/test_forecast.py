"""What a promise will take from where an audit stands (human.md 9.7): the catalogue's numbers, and the bound itself."""

from itertools import count

import numpy as np
import pytest

from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.forecast import Standing, audits_of_lives, forecast
from annotation.methods.certificate.limits import LIMITS
from annotation.methods.certificate.next_looks import next_looks
from annotation.methods.certificate.removal import Removal

RIGHT, WRONG, OPEN = Removal(True, 0.0), Removal(True, 1.0), Removal(True, None)
FOUND = Removal(False, 1.0)


class Recorded(np.random.Generator):
    """Keeps the numbers that it draws."""

    def __init__(self):
        super().__init__(np.random.PCG64(3))
        self.drawn = []

    def random(self, shape):
        self.drawn.append(super().random(shape))
        return self.drawn[-1]


@pytest.mark.parametrize(("limit", "audits"), [(0.01, 371), (0.02, 187), (0.03, 125), (0.05, 75)])
def test_where_all_is_clean_it_takes_what_the_catalogue_says(limit, audits):
    plan = forecast(Standing.of(10_000, []), np.zeros(10_000), limit=limit)
    assert (plan.active, plan.audits, plan.audits_at_most) == (0, audits, audits)


@pytest.mark.parametrize(
    ("limit", "wrong", "audits", "played"), [(0.02, 0.005, 347, 1000), (0.02, 0.01, 937, 800), (0.05, 0.02, 245, 3000)]
)
def test_where_some_are_wrong_half_of_all_audits_end_when_the_catalogue_says(limit, wrong, audits, played):
    """Lives end in clusters, one for each number of errors found, so medians of few lives jump."""
    large = Standing.of(1_000_000, [])
    lives = audits_of_lives(large, active=0, found=0, wrong=round(wrong * 1_000_000), limit=limit, lives=played)
    assert np.median(lives) == pytest.approx(audits, rel=0.12)
    assert np.quantile(lives, 0.9) == pytest.approx(2.3 * audits, rel=0.2)


@pytest.mark.parametrize(
    ("log", "active", "found"),
    [
        ([], 0, 0),
        ([], 30, 9),
        ([WRONG, *[RIGHT] * 20], 0, 0),
        ([OPEN, *[RIGHT] * 20], 5, 1),
        ([*[RIGHT] * 20, *[FOUND] * 10, Removal(False, None)], 12, 12),
    ],
)
def test_a_life_ends_at_the_audit_after_which_the_bound_is_low_enough(log, active, found):
    """The same draws, reckoned one by one by the certificate itself; all that is left is wrong, or some, or none."""
    size, limit = 120, 0.2
    looked_at = [*log, *[FOUND] * found, *[Removal(False, 0.0)] * (active - found)]
    left = size - len(looked_at)
    for wrong in (0, 9, left):
        rng = Recorded()
        ends = audits_of_lives(
            Standing.of(size, log), active=active, found=found, wrong=wrong, limit=limit, lives=6,
            random_state=rng,
        )  # fmt: skip
        order = np.hstack(rng.drawn).argsort(axis=1).argsort(axis=1) < wrong
        for life, end in zip(order, ends, strict=False):
            assert end == next(
                audits
                for audits in count()
                if bound(size, [*looked_at, *(Removal(True, float(x)) for x in life[:audits])]).remaining
                <= limit * size
            )


def test_what_was_audited_already_is_not_asked_for_again():
    fresh = forecast(Standing.of(1000, []), np.zeros(1000), limit=0.035)
    later = forecast(Standing.of(1000, [RIGHT] * 50), np.zeros(950), limit=0.035)
    assert fresh.audits == 100  # the catalogue: after 100 clean audits of 1,000 at most 35 are wrong
    assert later.audits == 50


def test_a_promise_that_holds_costs_nothing():
    plan = forecast(Standing.of(1000, [RIGHT] * 100), np.full(900, 0.01), limit=0.035)
    assert (plan.answers, plan.answers_at_most) == (0, 0)
    assert forecast(Standing.of(0, []), np.zeros(0), limit=0.01).answers == 0


def test_rows_that_wait_for_a_label_are_told_where_no_other_row_can_help():
    standing = Standing.of(100, [OPEN, OPEN, RIGHT])
    assert forecast(standing, np.zeros(97), limit=0.01).waits == 2
    assert forecast(standing, np.zeros(97), limit=0.02).waits == 0


def test_more_may_be_wrong_at_no_greater_price():
    chances = np.random.default_rng(0).beta(0.3, 3, 4000)
    answers = [forecast(Standing.of(4000, []), chances, limit=limit).answers for limit in LIMITS]
    assert answers == sorted(answers, reverse=True)
    assert all(answered <= 4000 for answered in answers)


def test_a_sharp_order_takes_fewer_answers_than_a_blunt_one():
    sharp = np.concatenate([np.full(160, 0.9), np.full(1840, 0.008)])
    plans = [forecast(Standing.of(2000, []), chances, limit=0.03) for chances in (sharp, np.full(2000, sharp.mean()))]
    assert plans[0].answers < plans[1].answers / 3
    assert plans[0].left < 0.02


def test_lives_too_long_to_be_played_to_their_end_are_not_taken_for_cheap():
    """7 % are wrong and 2 % may be: without the riskiest rows, audits show nothing before nearly all rows are drawn."""
    chances = np.random.default_rng(0).beta(0.3, 4, 100_000)
    plan = forecast(Standing.of(100_000, []), chances, limit=0.02)
    assert plan.active > 20_000
    assert plan.audits < 5000
    assert not plan.open_ended


def test_unknown_chances_are_the_mean_and_where_none_is_known_all_rows_are_looked_at():
    standing = Standing.of(300, [])
    some = np.array([0.2, np.nan, 0.0] * 100)
    assert forecast(standing, some, limit=0.2) == forecast(standing, np.nan_to_num(some, nan=0.1), limit=0.2)
    plan = forecast(Standing.of(10, []), np.full(10, np.nan), limit=0.01)
    assert plan.answers == 10


def test_the_same_log_is_told_the_same():
    chances = np.random.default_rng(1).beta(0.3, 5, 500)
    first, again = (forecast(Standing.of(500, [RIGHT] * 9), chances, limit=0.05) for _time in range(2))
    assert first == again


def test_where_nothing_is_wrong_only_audits_help():
    standing, chances = Standing.of(1000, []), np.zeros(1000)
    looks = next_looks(standing, chances, forecast(standing, chances, limit=0.03))
    assert (looks["audit"].spared, looks["audit"].bound) == (100, 0.035)
    assert looks["active"].bound == 0.9  # no evidence, only fewer rows left
    assert looks["active"].spared < 20


def test_where_the_riskiest_rows_are_wrong_looking_at_them_helps_more():
    chances = np.concatenate([np.full(100, 0.95), np.full(1900, 0.001)])
    standing = Standing.of(2000, [RIGHT] * 20)
    looks = next_looks(standing, chances[:1980], forecast(standing, chances[:1980], limit=0.02))
    assert looks["active"].errors == 95
    assert looks["active"].spared > looks["audit"].spared


def test_where_no_row_is_left_nobody_looks():
    standing = Standing.of(2, [RIGHT, RIGHT])
    assert next_looks(standing, np.zeros(0), forecast(standing, np.zeros(0), limit=0.1)) == {}
