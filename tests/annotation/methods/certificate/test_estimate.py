"""The estimate beside the promise."""

import numpy as np
import pytest

from annotation.methods.certificate.bound import Removal
from annotation.methods.certificate.estimate import estimate

LEVEL = 0.95


def audits(losses) -> list[Removal]:
    return [Removal(audit=True, loss=loss) for loss in losses]


def test_without_a_resolved_draw_there_is_no_value():
    assert estimate(100, []).value is None
    assert estimate(100, audits([None])).value is None
    assert estimate(100, [Removal(audit=False, loss=1.0)]).value is None


def test_all_audited_gives_the_truth():
    share = estimate(4, audits([1.0, 0.0, 0.0, 0.0]))
    assert (share.low, share.value, share.high) == (0.25, 0.25, 0.25)


def test_few_audits_of_many_rows_give_their_share():
    share = estimate(100_000, audits([1.0] * 5 + [0.0] * 95))
    assert share.value == pytest.approx(0.05, abs=0.001)
    assert share.low == pytest.approx(0.0215, abs=0.002)
    assert share.high == pytest.approx(0.1118, abs=0.002)


def test_what_nobody_resolved_widens_the_interval_upwards():
    known, open_ = audits([0.0] * 50), audits([0.0] * 50 + [None] * 5)
    assert estimate(1000, open_).high > estimate(1000, known).high
    assert estimate(1000, open_).value == estimate(1000, known).value


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
