import random

import pytest

from annotation.methods.certificate.removal import Removal
from annotation.methods.quality import right_share as share_of_right


def right_share(population, log, rows):
    """With all errors of the log put right, and no others."""
    return share_of_right(population, log, rows, mended=sum(removal.loss or 0 for removal in log))


def audits(draws, wrong, unresolved=0):
    losses = [1.0] * wrong + [0.0] * (draws - wrong - unresolved) + [None] * unresolved
    return [Removal(audit=True, loss=loss) for loss in random.Random(1).sample(losses, draws)]


def test_found_errors_are_right_now():
    few = right_share(1000, audits(200, 20), 1000)
    more = right_share(1000, [*audits(200, 20), *[Removal(audit=False, loss=1.0)] * 80], 1000)
    assert few.value == pytest.approx(0.92, abs=0.01)
    assert few.low < few.value < few.high
    assert more.value > few.value


def test_errors_put_right_after_the_log_was_closed_are_right_too():
    # 20 of 200 wrong: 100 of 1,000. Of these 20 are put right by the log and 30 later: 50 are left.
    assert share_of_right(1000, audits(200, 20), 1000, mended=50).value == pytest.approx(0.95)


def test_the_interval_is_as_wide_as_its_level():
    usual, wide = (share_of_right(1000, audits(200, 20), 1000, mended=0, level=level) for level in (0.95, 0.99))
    assert wide.low < usual.low < usual.value == wide.value < usual.high < wide.high


def test_open_draws_widen_the_interval():
    closed, some_open = right_share(1000, audits(200, 20), 1000), right_share(1000, audits(200, 20, 10), 1000)
    assert some_open.low < closed.low
    assert some_open.n == 190


def test_all_checked_leaves_no_doubt():
    share = right_share(50, audits(50, 7), 50)
    assert (share.value, share.low, share.high) == (1, 1, 1)


def test_nothing_checked_gives_no_value():
    assert right_share(1000, [Removal(audit=False, loss=1.0)], 1000).value is None
    assert right_share(0, [], 10).value is None


def test_rows_known_to_be_right_count():
    half, whole = right_share(100, audits(50, 5), 100), right_share(100, audits(50, 5), 200)
    assert 1 - whole.value == pytest.approx((1 - half.value) / 2)


def reviewed(rng, wrong, draws, queue):
    """One audit draw to three active ones; `queue` says which unreviewed row the active stream takes."""
    left, log = dict.fromkeys(rng.sample(range(len(wrong)), len(wrong))), []
    for _draw in range(draws):
        row = next(iter(left))
        del left[row]
        log.append(Removal(audit=True, loss=float(wrong[row])))
        for _turn in range(3):
            row = queue(left)
            del left[row]
            log.append(Removal(audit=False, loss=float(wrong[row])))
    return log, sum(wrong[row] for row in left)


def queues(rng, wrong):
    suspicion = [rng.random() + 0.5 * is_wrong for is_wrong in wrong]
    order = sorted(range(len(wrong)), key=lambda row: -suspicion[row])
    return [next_of(iter(order)), next_of(iter(order[::-1]))]


def next_of(order):
    return lambda left: next(row for row in order if row in left)


@pytest.mark.parametrize("which", [0, 1], ids=["finds errors first", "clears right ones first"])
def test_the_interval_covers_while_the_active_queue_picks(which):
    rng, hits, runs = random.Random(7), 0, 300
    for _run in range(runs):
        wrong = [i < 60 for i in range(600)]
        rng.shuffle(wrong)
        log, remaining = reviewed(rng, wrong, 60, queues(rng, wrong)[which])
        share = right_share(600, log, 600)
        hits += share.low - 1e-9 <= 1 - remaining / 600 <= share.high + 1e-9
    assert hits / runs > 0.92  # 300 runs tell 0.95 to about 0.013
