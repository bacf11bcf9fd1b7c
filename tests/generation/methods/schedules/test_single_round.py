import pytest

from generation.methods.schedules.single_round import Batch, Stop, next_batch


def settled(rows: int, accepted: int) -> Batch:
    return Batch(rows, accepted, settled=True)


def test_a_small_run_is_one_batch():
    assert next_batch(100, [], 16) == 100
    assert next_batch(100, [Batch(100)], 16) == 0
    assert next_batch(100, [settled(100, 100)], 16) == Stop("reached")


def test_two_batches_are_under_way_at_most():
    assert next_batch(1000, [], 64) == 256
    assert next_batch(1000, [Batch(256)], 64) == 256
    assert next_batch(1000, [Batch(256), Batch(256)], 64) == 0


def test_a_batch_grows_with_the_requests_at_once():
    assert next_batch(10_000, [], 128) == 512


def test_rejected_rows_are_made_up_for_at_the_yield_seen():
    assert next_batch(100, [settled(100, 80)], 16) == 25


def test_rows_under_way_are_expected_at_the_yield_seen():
    assert next_batch(300, [settled(256, 128), Batch(256)], 16) == 88


def test_a_hopeless_run_stops():
    assert next_batch(1000, [settled(256, 4), settled(256, 5)], 16) == Stop("low_yield")
    assert next_batch(1000, [settled(100, 0)], 16) == 256


def test_a_small_run_of_which_nothing_is_accepted_stops_earlier():
    assert next_batch(3, [settled(3, 0), settled(60, 0)], 16) == 1
    assert next_batch(3, [settled(3, 0), settled(61, 0)], 16) == Stop("low_yield")
    assert next_batch(100, [settled(100, 0), settled(100, 0)], 16) == Stop("low_yield")
    assert next_batch(100, [settled(100, 0), settled(100, 1)], 16) > 0


def test_rows_that_are_to_give_several_are_judged_by_what_they_were_to_give():
    """Each takes many requests: to judge on as many rows as elsewhere would cost many times as much."""
    six = {"concurrency": 16, "expected": 6.0}
    assert next_batch(20, [], **six) == 4
    assert next_batch(20, [settled(4, 0)], **six) == 7
    assert next_batch(20, [settled(4, 0), settled(7, 0)], **six) == Stop("low_yield")
    assert next_batch(300, [settled(50, 10), settled(36, 10)], **six) == Stop("low_yield")
    assert next_batch(300, [settled(50, 20), settled(36, 20)], **six) > 0


def test_while_nothing_is_accepted_no_more_is_tried_than_that_is_judged_on():
    assert next_batch(20, [settled(20, 0)], 16) == 44
    assert next_batch(20, [settled(20, 0), Batch(44)], 16) == 0
    assert next_batch(20, [settled(20, 1)], 16) == 256


def test_the_number_of_batches_is_bounded():
    assert next_batch(1000, [settled(256, 100)] * 3, 16, max_batches=3) == Stop("max_batches")
    assert next_batch(1000, [settled(256, 100), Batch(256)], 16, max_batches=2) == 0


@pytest.mark.parametrize("count", [1, 256, 1000])
def test_a_perfect_yield_plans_exactly_what_is_wanted(count):
    batches: list[Batch] = []
    while not isinstance(rows := next_batch(count, batches, 16), Stop):
        batches.append(settled(rows, rows))
    assert sum(batch.rows for batch in batches) == count


@pytest.mark.parametrize("share", [1.0, 0.3])
def test_a_million_samples_fit_into_two_hundred_batches(share):
    batches: list[Batch] = []
    while not isinstance(rows := next_batch(1_000_000, batches, 64), Stop):
        batches.append(settled(rows, round(rows * share)))
    assert rows == Stop("reached")
    assert len(batches) <= 200
