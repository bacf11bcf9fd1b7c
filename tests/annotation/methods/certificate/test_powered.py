"""The share of wrong labels by audit answers and a judge who has read every row."""

import numpy as np
import pytest

from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.powered import Judged, powered
from annotation.methods.certificate.removal import Removal


def log_of(wrong, doubted, *, audit=True):
    return [Judged(Removal(audit, float(x)), bool(g)) for x, g in zip(wrong, doubted, strict=True)]


def test_what_the_draws_miss_of_the_doubted_rows_puts_the_answers_right():
    """Answers alone say 20 of 100; the draws have 3 doubted ones of 10, where there are 2 in 10."""
    found = powered(100, 20, log_of([1, 0, 0, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]))
    weight = (0.2 - 0.2 * 0.3) * 10 / 9 / (0.2 * 0.8)
    assert found.weight == pytest.approx(weight)
    assert found.value == pytest.approx((20 + weight * (20 - 30)) / 100)
    assert (found.n, found.wrong, found.enough) == (10, 2, False)
    assert found.low < found.value < found.high


def test_a_judge_who_says_nothing_leaves_what_the_answers_say():
    log = log_of([1, 0, 0, 0], [0, 0, 1, 0])  # the doubted one is right
    found = powered(50, 5, log)
    assert found.weight == 0
    assert found.value == pytest.approx(estimate(50, [one.removal for one in log]).value)


def test_a_judge_who_is_always_right_is_taken_at_their_word():
    rng = np.random.default_rng(0)
    wrong = rng.permutation(np.arange(1000) < 100)
    found = powered(1000, 100, log_of(wrong[:200], wrong[:200]))
    assert found.value == pytest.approx(0.1, abs=0.005)
    assert found.high - found.low < 0.02


def test_what_was_found_and_what_is_known_to_be_right_bounds_it():
    found = powered(4, 1, log_of([1, 0, 0, 0], [1, 0, 0, 0]))
    assert (found.low, found.value, found.high) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(("doubted", "log"), [(5, []), (5, log_of([1], [1])), (0, log_of([1, 0], [0, 0]))])
def test_without_draws_or_doubts_there_is_no_such_estimate(doubted, log):
    assert powered(50, doubted, log) is None


def test_what_nobody_resolved_counts_as_often_wrong_as_the_others():
    log = log_of([1, 0, 0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 1, 0])
    still_open = [*log, Judged(Removal(True, None), True)]
    found = powered(1000, 200, still_open)
    assert found.n == 8
    assert found.value == pytest.approx(powered(1000, 200, log).value, abs=0.01)


def world(rng, *, size=3000, rate, caught, disturbed):
    """Which labels are wrong, and which the judge doubts: `caught` of the wrong ones, `disturbed` of the right ones."""
    wrong = rng.permutation(np.arange(size) < round(rate * size))
    return wrong, np.where(wrong, rng.random(size) < caught, rng.random(size) < disturbed)


def covered(draws, runs, *, seed=0, **how):
    """How often each interval, of answers alone and with the judge, has the truth; and how wide it is on average."""
    rng = np.random.default_rng(seed)
    hits, widths = np.zeros(2), np.zeros(2)
    for _run in range(runs):
        wrong, doubted = world(rng, **how)
        rows = rng.choice(len(wrong), draws, replace=False)
        log = log_of(wrong[rows], doubted[rows])
        pair = estimate(len(wrong), [one.removal for one in log]), powered(len(wrong), int(doubted.sum()), log)
        hits += [one.low <= wrong.mean() <= one.high for one in pair]
        widths += [one.high - one.low for one in pair]
    return hits / runs, widths / runs


GOOD = {"caught": 0.7, "disturbed": 0.05}


@pytest.mark.parametrize("rate", [0.12, 0.25])
def test_with_the_answers_and_errors_that_it_asks_for_it_covers_and_is_narrower(rate):
    (alone, with_judge), (wide, narrow) = covered(250, 400, rate=rate, **GOOD)
    assert alone > 0.93
    assert with_judge > 0.93
    assert narrow < 0.9 * wide


def test_with_few_answers_and_rare_errors_it_covers_less_than_it_says_so_answers_alone_lead():
    (alone, with_judge), _widths = covered(60, 400, rate=0.05, **GOOD)
    assert alone > 0.93
    assert with_judge < 0.9


def test_whether_it_is_to_be_relied_on_goes_by_answers_errors_and_what_the_judge_knows():
    rng = np.random.default_rng(1)
    wrong, doubted = world(rng, rate=0.2, **GOOD)
    assert powered(3000, int(doubted.sum()), log_of(wrong[:250], doubted[:250])).enough
    assert not powered(3000, int(doubted.sum()), log_of(wrong[:150], doubted[:150])).enough
    guessed = rng.random(3000) < 0.2
    assert not powered(3000, int(guessed.sum()), log_of(wrong[:250], guessed[:250])).enough


def test_rows_that_the_queue_took_in_between_do_not_bend_it():
    """People look at half of what the judge doubts before and between the draws."""
    rng, told = np.random.default_rng(2), []
    for _run in range(200):
        wrong, doubted = world(rng, size=600, rate=0.2, **GOOD)
        left, log = list(range(600)), []
        for turn in range(160):
            picked = [row for row in left if doubted[row]][:1] if turn % 2 else []
            row = picked[0] if picked else left[rng.integers(len(left))]
            left.remove(row)
            log.append(Judged(Removal(not picked, float(wrong[row])), bool(doubted[row])))
        told.append(powered(600, int(doubted.sum()), log).value)
    assert np.mean(told) == pytest.approx(0.2, abs=0.006)
