import pytest

from generation.methods.tallies import MOST_KINDS, OTHER, paced, rate, tallied


def test_counts_go_on_from_what_is_known():
    assert tallied({"a": 2}, ["a", "b", "a"]) == {"a": 4, "b": 1}


def test_a_peer_that_says_something_else_each_time_does_not_swell_the_run():
    counts = tallied({}, [f"request {i} failed" for i in range(1000)])
    assert len(counts) == MOST_KINDS + 1
    assert counts[OTHER] == 1000 - MOST_KINDS


def steady(seconds: int, each_second: int) -> list:
    points = []
    for second in range(seconds + 1):
        points = paced(points, now=1000.0 + second, accepted=each_second * second)
    return points


@pytest.mark.parametrize("seconds", [70, 600, 7200])
def test_the_rate_is_that_of_the_last_minute_whatever_came_before(seconds):
    until = 1000.0 + seconds
    points = [[500.0, 0], *steady(seconds, 3)]
    found = rate(points, accepted=3 * seconds, since=until - 60, until=until)
    assert found == pytest.approx(180, abs=3 * 5)  # a point every five seconds


def test_a_run_of_days_carries_a_minute_with_it():
    assert len(steady(100_000, 1)) <= 14


def test_a_run_that_stands_still_slows_down_to_nothing():
    points, until = steady(100, 2), 1000.0 + 100
    half = rate(points, accepted=200, since=until - 30, until=until + 30)
    assert half == pytest.approx(60, abs=10)
    assert rate(points, accepted=200, since=until + 40, until=until + 100) == 0


def test_a_young_run_is_judged_from_its_start():
    assert rate([], accepted=10, since=100.0, until=120.0) == 30
