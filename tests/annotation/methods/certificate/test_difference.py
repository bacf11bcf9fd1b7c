"""How much better labels get, by audit draws: with an active queue beside them, and with draws nobody resolved."""

import numpy as np
import pytest

from annotation.methods.certificate.difference import Relabelled, difference, shares_wrong

RIGHT, WRONG, ELSE = "right", "wrong", "else"


def drawn(before, after, reference=RIGHT, *, audit=True):
    return Relabelled(audit, before, after, reference)


def test_without_a_resolved_draw_nothing_is_said():
    assert difference(100, []).value is None
    assert difference(100, [drawn(WRONG, RIGHT, None)]).value is None


def test_while_only_audits_are_drawn_it_is_the_share_mended_minus_the_share_spoilt():
    log = (
        [drawn(WRONG, RIGHT)] * 12 + [drawn(RIGHT, WRONG)] * 2 + [drawn(RIGHT, RIGHT)] * 66 + [drawn(WRONG, ELSE)] * 20
    )
    found = difference(5000, log)
    assert found.value == pytest.approx(0.1, abs=1e-3)
    assert 0.02 < found.low < 0.05
    assert 0.15 < found.high < 0.19
    assert found.n == 100


def test_turning_the_sides_round_turns_the_interval_round():
    log = [drawn(WRONG, RIGHT)] * 9 + [drawn(RIGHT, WRONG)] * 3 + [drawn(RIGHT, RIGHT)] * 30
    turned = [Relabelled(one.audit, one.after, one.before, one.reference) for one in log]
    one, other = difference(900, log), difference(900, turned)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


def test_a_row_that_keeps_its_label_changes_nothing_whoever_has_yet_to_resolve_it():
    log = [drawn(WRONG, RIGHT)] * 5 + [drawn(RIGHT, RIGHT)] * 45
    held = difference(1000, [*log, *[drawn(RIGHT, RIGHT, None)] * 50])
    moved = difference(1000, [*log, *[drawn(RIGHT, WRONG, None)] * 50])
    assert held.high - held.low < 0.2
    assert moved.low < -0.4
    assert moved.high > 0.4


def test_all_rows_drawn_the_difference_is_known():
    found = difference(40, [drawn(WRONG, RIGHT)] * 10 + [drawn(RIGHT, RIGHT)] * 30)
    assert (found.value, found.low, found.high) == pytest.approx((0.25, 0.25, 0.25))


def worked(rng, size=800, steps=240, audits=0.25):
    """A log of an audit beside a queue that takes the most suspicious first; the method mended just those, and spoilt a
    few. Returns the log and what changed in truth."""
    wrong = rng.permutation(size) < 0.15 * size
    suspicion = rng.random(size) + 0.6 * wrong
    mended, spoilt = wrong & (suspicion > 1), ~wrong & (rng.random(size) < 0.02)
    log, left, order = [], set(range(size)), iter(np.argsort(-suspicion).tolist())
    for is_audit in rng.random(steps) < audits:
        place = sorted(left)[rng.integers(len(left))] if is_audit else next(row for row in order if row in left)
        left.discard(place)
        before = WRONG if wrong[place] else RIGHT
        after = RIGHT if mended[place] else WRONG if spoilt[place] else before
        log.append(drawn(before, after, audit=bool(is_audit)))
    return log, (mended.sum() - spoilt.sum()) / size


def test_with_an_active_queue_it_covers_the_truth_and_is_what_after_minus_before_says():
    rng, inside = np.random.default_rng(0), []
    for _run in range(200):
        log, truth = worked(rng)
        found = difference(800, log)
        before, after = shares_wrong(800, log)
        assert found.value == pytest.approx(before.value - after.value)
        inside.append(found.low <= truth <= found.high)
    assert np.mean(inside) >= 0.93


def test_with_few_labels_changed_it_covers_the_truth():
    rng = np.random.default_rng(1)
    inside = []
    for _run in range(300):
        mended, spoilt = rng.permutation(600) < 30, rng.random(600) < 0.01
        spoilt &= ~mended
        log = [
            drawn(WRONG if mended[row] else RIGHT, WRONG if spoilt[row] else RIGHT)
            for row in rng.choice(600, 80, replace=False)
        ]
        found = difference(600, log)
        inside.append(found.low <= (mended.sum() - spoilt.sum()) / 600 <= found.high)
    assert np.mean(inside) >= 0.93
