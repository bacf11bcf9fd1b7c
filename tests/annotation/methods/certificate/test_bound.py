import numpy as np
import pytest
from scipy.stats import beta

from annotation.methods.certificate.bound import bound, evidence, read_log, wealth
from annotation.methods.certificate.removal import Removal

CLEAN, WRONG = Removal(audit=True, loss=0), Removal(audit=True, loss=1)
FOUND, RIGHT = Removal(audit=False, loss=1), Removal(audit=False, loss=0)
PENDING = Removal(audit=True, loss=None)


def test_the_wealth_follows_the_published_path():
    path = np.exp(wealth(read_log(1000, [CLEAN, CLEAN, WRONG]), 50))
    assert path == pytest.approx([1.034868, 1.071190, 0.353718], abs=1e-6)


@pytest.mark.parametrize(
    ("log", "total", "remaining"),
    [
        ([CLEAN] * 100, 35, 35),
        ([CLEAN] * 60 + [WRONG] + [CLEAN] * 39, 59, 58),
        ([FOUND] * 10 + [RIGHT] * 90 + [CLEAN] * 100, 41, 31),
        ([], 1000, 1000),
        ([RIGHT] * 200, 800, 800),
    ],
)
def test_it_reproduces_the_vectors(log, total, remaining):
    result = bound(1000, log)
    assert (result.total, result.remaining) == (total, remaining)


def test_nothing_remains_when_all_were_audited():
    assert bound(5, [CLEAN, WRONG, CLEAN, CLEAN, WRONG]).remaining == 0
    assert bound(1, [WRONG]).remaining == 0
    assert bound(1, []).remaining == 1
    assert bound(0, []).remaining == 0


def test_an_unresolved_item_counts_as_wrong_and_is_not_subtracted():
    waiting, found = bound(1000, [PENDING] + [CLEAN] * 99), bound(1000, [WRONG] + [CLEAN] * 99)
    assert waiting.total == found.total
    assert waiting.remaining == found.remaining + 1
    assert waiting.unresolved == 1


@pytest.mark.parametrize("size", [40, 300])
def test_the_search_finds_the_largest_total_that_was_never_rejected(size):
    rng = np.random.default_rng(size)
    log = [Removal(bool(rng.random() < 0.6), float(rng.random() < 0.1)) for _ in range(size // 2)]
    ledger = read_log(size, log)
    kept = [m for m in range(size + 1) if m <= size - ledger.right and evidence(ledger, m) < np.log(20)]
    assert bound(size, log).total == max(kept)


def test_it_refuses_an_impossible_log():
    with pytest.raises(ValueError, match="removals"):
        bound(1, [CLEAN, CLEAN])
    with pytest.raises(ValueError, match="between"):
        bound(5, [Removal(True, 2)])


QUEUES = {
    "audit only": lambda rng, wrong, seen: 0,
    "random": lambda rng, wrong, seen: rng.permutation(len(wrong))[:3],
    "clears right ones first": lambda rng, wrong, seen: np.flatnonzero(~wrong)[:3],
    "finds errors": lambda rng, wrong, seen: np.argsort(-(wrong * 3 + 1) * rng.random(len(wrong)))[:3],
    "changes after each error": lambda rng, wrong, seen: np.flatnonzero(wrong if seen % 2 else ~wrong)[:2],
}


def simulate(rng, size, errors, queue, draws, missed=0.0):
    """One life of a snapshot: audits at random, the queue removing what it likes in between.

    `missed`: the share of wrong labels that people overlook in rows that the queue chose. Returns the log, and how many
    wrong labels are left after so many removals.
    """
    wrong = np.zeros(size, dtype=bool)
    wrong[rng.choice(size, errors, replace=False)] = True
    log, left, seen = [], [errors], 0
    for _ in range(draws):
        if not len(wrong):
            break
        picked = rng.integers(len(wrong))
        log.append(Removal(True, float(wrong[picked])))
        seen += int(wrong[picked])
        wrong = np.delete(wrong, picked)
        left.append(int(wrong.sum()))
        active = np.atleast_1d(QUEUES[queue](rng, wrong, seen)) if queue != "audit only" else np.zeros(0, int)
        noticed = wrong[active] & (rng.random(len(active)) >= missed)
        log += [Removal(False, float(error)) for error in noticed]
        left += list(left[-1] - np.cumsum(wrong[active]))
        wrong = np.delete(wrong, active)
    return log, left


@pytest.mark.slow
@pytest.mark.parametrize("queue", QUEUES)
def test_it_is_ever_wrong_no_more_often_than_promised(queue):
    """B_t < E_t at some time exactly when the true total was rejected at some time."""
    runs, risk, size, errors = 1000, 0.05, 500, 16
    rng = np.random.default_rng(7)
    failures = 0
    for _ in range(runs):
        ledger = read_log(size, simulate(rng, size, errors, queue, 300)[0])
        failures += evidence(ledger, errors) >= -np.log(risk)
    assert failures / runs <= risk + 3 * np.sqrt(risk * (1 - risk) / runs)


@pytest.mark.slow
def test_errors_that_people_overlook_in_chosen_rows_do_not_break_it():
    """What was overlooked has left the pool: the bound speaks of rows that are left, with no find too many."""
    runs, risk, size, errors = 200, 0.05, 1000, 31
    rng = np.random.default_rng(9)
    failures = 0
    for _ in range(runs):
        log, left = simulate(rng, size, errors, "finds errors", 200, missed=0.5)
        looks = range(40, len(log), 80)
        failures += any(bound(size, log[:look], risk=risk).remaining < left[look] for look in looks)
    assert failures / runs <= risk


@pytest.mark.slow
def test_looking_again_and_again_at_a_plain_limit_does_fail():
    """The negative control: the same simulation rejects Clopper and Pearson recomputed after every audit."""
    runs, size, errors = 200, 500, 16
    rng = np.random.default_rng(8)
    failures = 0
    for _ in range(runs):
        ledger = read_log(size, simulate(rng, size, errors, "clears right ones first", 110)[0])
        finds, n = np.cumsum(ledger.losses), np.arange(1, len(ledger.losses) + 1)
        limit = beta.ppf(0.95, finds + 1, n - finds)
        left = ledger.left - 1
        truth = errors - ledger.before - ledger.losses
        failures += bool((limit * left < truth)[left > 0].any())
    assert failures / runs > 0.3
