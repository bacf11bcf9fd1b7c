"""The estimate beside the promise."""

import numpy as np
import pytest

from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal, removal
from generation.methods.estimates import wilson

LEVEL = 0.95


def audits(losses) -> list[Removal]:
    return [Removal(audit=True, loss=loss) for loss in losses]


def found(losses) -> list[Removal]:
    return [Removal(audit=False, loss=loss) for loss in losses]


def test_the_loss_says_whether_a_label_is_the_reference():
    assert removal(audit=True, given="good", reference="good").loss == 0
    assert removal(audit=True, given="good", reference="bad").loss == 1
    assert removal(audit=True, given="good", reference=None).loss is None


def test_without_a_resolved_draw_there_is_no_value():
    assert estimate(100, []).value is None
    assert estimate(100, audits([None])).value is None
    assert estimate(100, found([1.0])).value is None


@pytest.mark.parametrize("order", [[1.0, 1.0] + [0.0] * 18, [0.0] * 18 + [1.0, 1.0], [0.0, 1.0] * 2 + [0.0] * 16])
def test_two_wrong_of_twenty_random_rows_are_a_tenth_in_whatever_order_they_came(order):
    share = estimate(40, audits(order))
    assert share.value == pytest.approx(2 / 20)
    assert (share.count, share.n, share.population) == (2, 20, 40)


def test_what_the_queue_found_between_the_draws_is_taken_into_account():
    # 10 rows, M wrong. Draw 1 of 10: right, p = M/10. The queue takes three wrong ones. Draw 2 of 6: right,
    # p = (M - 3)/6. With weights 1/9 and 1/5: 0 = M/90 + (M - 3)/30, so M = 9/4; but three are known to be wrong.
    log = [*audits([0.0]), *found([1.0] * 3), *audits([0.0])]
    assert estimate(10, log).value == 3 / 10
    # Draw 2 wrong: 1/5 = M/90 + (M - 3)/30, so 18 = 4 M - 9, M = 27/4.
    log = [*audits([0.0]), *found([1.0] * 3), *audits([1.0])]
    assert estimate(10, log).value == pytest.approx(6.75 / 10)


def test_the_interval_by_hand():
    # The same log with z = 1/2: all M with (4/90)^2 (M - 27/4)^2 <= 1/4 of (M/10)(1 - M/10)/81 plus
    # ((M - 3)/6)(1 - (M - 3)/6)/25. Times 32,400: 74 M^2 - 982 M + 3159 <= 0, M from 5.48 to 7.79, so 5 to 8 labels.
    log = [*audits([0.0]), *found([1.0] * 3), *audits([1.0])]
    share = estimate(10, log, level=0.38292492254802624)
    assert (share.low, share.high) == (0.5, 0.8)


@pytest.mark.parametrize(("wrong", "draws"), [(0, 100), (5, 100), (30, 200)])
def test_of_very_many_rows_it_is_wilsons_interval(wrong, draws):
    share, known = estimate(1_000_000, audits([1.0] * wrong + [0.0] * (draws - wrong))), wilson(wrong, draws)
    assert (share.low, share.value, share.high) == pytest.approx((known.low, known.value, known.high), abs=1e-4)


def test_all_audited_gives_the_truth():
    share = estimate(4, audits([1.0, 0.0, 0.0, 0.0]))
    assert (share.low, share.value, share.high) == (0.25, 0.25, 0.25)


def test_what_nobody_resolved_widens_the_interval_upwards():
    known, open_ = audits([0.0] * 50), audits([0.0] * 50 + [None] * 5)
    assert estimate(1000, open_).high > estimate(1000, known).high
    assert estimate(1000, open_).value == estimate(1000, known).value


def test_what_nobody_resolved_is_taken_to_be_wrong_as_often_as_the_rest():
    settled = audits([1.0, 0.0] * 20)
    assert estimate(1000, [*found([None] * 100), *settled]).value == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("queue", ["none", "finds errors", "clears correct ones"])
def test_the_interval_covers_the_truth_whatever_the_active_queue_removes(queue):
    rng = np.random.default_rng(7)
    covered, means = 0, []
    for _run in range(300):
        share = estimate(600, simulated(rng, population=600, wrong=48, draws=120, queue=queue))
        covered += share.low <= 48 / 600 <= share.high
        means.append(share.value)
    assert covered / 300 >= LEVEL - 3 * (LEVEL * (1 - LEVEL) / 300) ** 0.5
    assert np.mean(means) == pytest.approx(48 / 600, abs=0.006)


def simulated(rng, *, population, wrong, draws, queue) -> list[Removal]:
    """One audit draw, then one active removal, in turn."""
    left = [1.0] * wrong + [0.0] * (population - wrong)
    log = []
    for _turn in range(draws):
        log.append(Removal(audit=True, loss=left.pop(int(rng.integers(len(left))))))
        wanted = {"finds errors": 1.0, "clears correct ones": 0.0}.get(queue)
        if wanted in left and rng.random() < 0.5:
            left.remove(wanted)
            log.append(Removal(audit=False, loss=wanted))
    return log
