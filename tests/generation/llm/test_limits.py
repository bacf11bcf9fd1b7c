import random
from email.utils import formatdate

import pytest

from generation.llm.limits import Pace, back_off, duration, retry_after


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": formatdate(1_000_010, usegmt=True)}, 10.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "999999"}, 3600.0),
        ({}, None),
    ],
)
def test_it_reads_each_form_of_retry_after(headers, wait):
    assert retry_after(headers, now=1_000_000.0) == wait


@pytest.mark.parametrize(
    ("text", "seconds"), [("1s", 1), ("6m0s", 360), ("120ms", 0.12), ("1h2m", 3720), ("5", 5), ("x", None)]
)
def test_it_reads_durations(text, seconds):
    assert duration(text) == seconds


def test_back_off_doubles_and_stays_below_half_a_minute():
    waits = [back_off(attempt, random.Random(1)) for attempt in range(12)]
    assert 0.375 <= waits[0] <= 0.5
    assert max(waits) <= 30


def test_where_all_is_refused_each_burst_nearly_halves_the_places():
    pace, places = Pace(most=64), []
    for burst in range(4):
        for _ in range(int(pace.places)):
            pace.limited(started_at=burst + 0.1, wait=1.0, now=burst + 0.5)
        places.append(int(pace.places))
    assert places == [36, 18, 9, 4]


def test_a_server_that_refuses_one_of_twenty_by_chance_keeps_its_pace():
    pace, dice, kept = Pace(most=64), random.Random(1), []
    for moment in range(100):
        for _ in range(int(pace.places)):
            if dice.random() < 0.05:
                pace.limited(started_at=moment + 0.1, wait=1.0, now=moment + 0.5)
            else:
                pace.answered({}, moment + 0.5)
        kept.append(pace.places)
    assert sum(kept) / len(kept) > 0.85 * 64


def test_answers_raise_the_places_again_up_to_the_most():
    pace = Pace(most=8)
    pace.limited(started_at=0, wait=1.0, now=0)
    for _ in range(100):
        pace.answered({}, 1.0)
    assert pace.places == 8


def test_an_empty_window_holds_everything_until_it_resets():
    pace = Pace(most=8)
    pace.answered({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2s"}, 10.0)
    assert not pace.may_start(0, 11.9)
    assert pace.may_start(0, 12.0)


def test_where_half_is_refused_everything_holds_for_the_time_the_server_named():
    pace = Pace(most=8)
    for _ in range(6):
        pace.limited(started_at=0, wait=5.0, now=1.0)
    assert not pace.may_start(0, 5.9)
    assert pace.may_start(0, 6.0)


def test_a_few_refusals_that_come_before_the_answers_to_the_same_burst_hold_nothing():
    pace = Pace(most=64)
    for _ in range(4):
        pace.limited(started_at=0, wait=5.0, now=1.0)
    assert pace.may_start(0, 1.0)
