"""Labels of low risk accepted as they are: the known answers, and how often a certified tail breaks its limit."""

from math import log

import numpy as np
import pytest

from annotation.methods.certificate.bound import evidence, read_log
from annotation.methods.certificate.removal import Removal
from annotation.methods.certificate.tails import Tail, TailBets, may_end, most_errors, one_shot, tail_sizes

RIGHT, WRONG = Removal(audit=True, loss=0), Removal(audit=True, loss=1)
RISK = 0.05


class TestTheUpperLimit:
    @pytest.mark.parametrize(
        ("rows", "drawn", "errors", "most"), [(10_000, 59, 0, 493), (10_000, 300, 3, 254), (1_000, 100, 2, 59)]
    )
    def test_the_known_answers(self, rows, drawn, errors, most):
        assert most_errors(rows, drawn, errors) == most

    @pytest.mark.parametrize(
        ("rows", "drawn", "errors", "most"), [(50, 0, 0, 50), (50, 50, 7, 7), (1, 1, 0, 0), (0, 0, 0, 0), (9, 3, 3, 9)]
    )
    def test_the_edges(self, rows, drawn, errors, most):
        assert most_errors(rows, drawn, errors) == most

    def test_what_cannot_be_is_refused(self):
        with pytest.raises(ValueError, match="cannot be"):
            most_errors(10, 11, 0)
        with pytest.raises(ValueError, match="cannot be"):
            most_errors(10, 5, 6)


class TestOneLook:
    def test_tails_grow_and_end_with_all_rows(self):
        assert tail_sizes(10_000)[:2] == [200, 400]
        assert tail_sizes(10_000)[-1] == 10_000
        assert tail_sizes(3) == [1, 2, 3]
        assert tail_sizes(0) == []

    def test_it_goes_up_to_the_first_tail_that_may_break_the_limit(self):
        """No error below place 6,000, then one at every other draw: one keeps the limit below 500 rows, two do not."""
        drawn = list(range(0, 10_000, 100))
        found = one_shot(range(10_000), drawn, [row >= 6_000 and row % 200 == 0 for row in drawn], limit=0.05)
        assert most_errors(10_000, 100, 1) < 500 < most_errors(10_000, 100, 2)
        assert found == Tail(6_200, 31)

    def test_too_few_draws_accept_nothing(self):
        assert one_shot(range(1_000), range(20), [False] * 20, limit=0.02) == Tail(0, 0)

    def test_all_right_accepts_all(self):
        assert one_shot(range(1_000), range(0, 1_000, 5), [False] * 200, limit=0.05) == Tail(1_000, 50)


class TestAtAnyTime:
    def test_the_wealth_of_the_largest_tail_is_that_of_the_bound(self):
        rng = np.random.default_rng(3)
        bets, log_ = TailBets(300, limit=0.1), []
        for place in rng.permutation(300)[:120]:
            log_.append(Removal(bool(rng.random() < 0.5), float(rng.random() < 0.01)))
            bets.remove(place, log_[-1])
            assert bets.refuted[-1] == (evidence(read_log(300, log_), 31) >= log(20))
        assert bets.refuted[-1]

    def test_an_open_row_counts_as_wrong(self):
        open_, wrong = TailBets(100, limit=0.05), TailBets(100, limit=0.05)
        open_.remove(3, Removal(True, None))
        wrong.remove(3, WRONG)
        assert open_.wealth == pytest.approx(wrong.wealth)

    def test_a_tail_smaller_than_the_limit_needs_no_audit(self):
        assert TailBets(100, limit=0.05).tail() == Tail(4, 2)

    def test_where_all_was_reviewed_and_right_all_is_certified(self):
        bets = TailBets(20, limit=0.0)
        for place in range(20):
            bets.remove(place, Removal(False, 0))
        assert bets.tail() == Tail(20, 20)
        assert bets.people_in_all() == 20

    def test_people_answer_all_above_the_tail(self):
        bets = TailBets(100, limit=0.05)
        for place in (50, 98, 99):
            bets.remove(place, RIGHT)
        assert bets.people_in_all() == 3 + 93

    def test_a_row_leaves_once(self):
        bets = TailBets(10, limit=0.1)
        bets.remove(1, RIGHT)
        with pytest.raises(ValueError, match="left the pool before"):
            bets.remove(1, RIGHT)

    def test_auditing_may_end_after_so_many_audits_without_a_new_minimum(self):
        falls = list(range(1_000, 700, -1))
        assert not may_end(falls, limit=0.03)
        assert not may_end(falls + [701] * 218, limit=0.03)
        assert may_end(falls + [701] * 220, limit=0.03)  # 2.2 ln(20) / 0.03 = 219.7
        assert may_end(falls + [701] * 200, limit=0.1)  # 200 at least
        assert not may_end([], limit=0.1)


def broken(runs: int, certify) -> float:
    """The share of runs in which a certified tail ever holds more errors than the limit allows.

    400 rows, at most 20 errors; the order knows least where it hurts most: 21 errors stand just inside one tail, which
    is the first that breaks the limit, and rows above it are right.
    """
    failures = 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        wrong = np.zeros(400, dtype=bool)
        wrong[rng.choice(280, 21, replace=False)] = True
        failures += certify(rng, wrong)
    return failures / runs


def looked_at_after_every_audit(rng, wrong, drop=0.0) -> bool:
    bets, order = TailBets(400, limit=0.05, risk=RISK), list(rng.permutation(400))
    while len(order) > 120:
        place = order.pop()
        bets.remove(place, Removal(True, float(wrong[place])))
        riskiest = max(order)  # and the queue answers from the top
        if rng.random() < drop:
            order.remove(riskiest)
            bets.remove(riskiest, Removal(False, float(wrong[riskiest])))
        if wrong[: bets.tail().rows].sum() > 20:
            return True
    return False


def looked_at_once(rng, wrong, drawn=120) -> bool:
    draws = rng.permutation(400)[:drawn]
    return wrong[: one_shot(range(400), draws, wrong[draws], limit=0.05, risk=RISK).rows].sum() > 20


def looked_at_again_and_again(rng, wrong) -> bool:
    """What 8.1 forbids: one look's rule after every fourth audit."""
    draws = rng.permutation(400)
    return any(
        wrong[: one_shot(range(400), draws[:n], wrong[draws[:n]], limit=0.05, risk=RISK).rows].sum() > 20
        for n in range(40, 300, 4)
    )


@pytest.mark.parametrize("certify", [looked_at_after_every_audit, looked_at_once])
def test_a_certified_tail_breaks_its_limit_no_more_often_than_the_risk(certify):
    runs = 150
    assert broken(runs, certify) <= RISK + 3 * np.sqrt(RISK * (1 - RISK) / runs)


def test_nor_where_a_queue_answers_the_riskiest_rows_in_between():
    runs = 100
    share = broken(runs, lambda rng, wrong: looked_at_after_every_audit(rng, wrong, drop=0.5))
    assert share <= RISK + 3 * np.sqrt(RISK * (1 - RISK) / runs)


def test_the_rule_for_one_look_used_again_and_again_does():
    """The negative control."""
    assert broken(80, looked_at_again_and_again) > 0.12
