"""Sittings and what changes within them, on tables whose answer is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.methods.effects.drift import (
    FEW_OUTWEIGH,
    FEW_SESSIONS,
    FEW_THAT_DIFFER,
    agreement_by_part,
    agreement_trend,
    step_of,
    time_trend,
    times_by_part,
    trend,
)
from annotation.methods.effects.sessions import sessions

MORNING = pd.Timestamp("2026-03-02 09:00", tz="UTC")


def at(*minutes, person="anna") -> pd.DataFrame:
    return pd.DataFrame({"person": person, "at": [MORNING + pd.Timedelta(minutes=m) for m in minutes]})


def test_a_pause_of_more_than_half_an_hour_begins_a_new_sitting():
    found = sessions(at(0, 1, 31, 61, 91.5, 92))
    assert list(found["session"]) == [0, 0, 0, 0, 1, 1]
    assert list(found["position"]) == [1, 2, 3, 4, 1, 2]


def test_people_sit_apart_and_the_order_of_rows_does_not_matter():
    table = pd.concat([at(5, 0, 90, person="zoe"), at(2, 1)], ignore_index=True)
    found = sessions(table)
    assert list(found["session"]) == [1, 1, 2, 0, 0]
    assert list(found["position"]) == [2, 1, 1, 2, 1]
    turned = sessions(table.iloc[::-1])
    pd.testing.assert_frame_equal(turned.sort_index(), found)


def test_nobody_sits_where_nobody_answered():
    assert sessions(at()).empty


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 600)), max_size=40))
def test_every_answer_has_one_place(rows):
    table = pd.DataFrame(rows, columns=["person", "minute"])
    table["at"] = MORNING + pd.to_timedelta(table["minute"], unit="min")
    found = table.join(sessions(table))
    for _session, part in found.groupby("session"):
        assert part["person"].nunique() == 1
        assert sorted(part["position"]) == list(range(1, len(part) + 1))
        assert part.sort_values("position")["at"].diff().max() <= pd.Timedelta(minutes=30) or len(part) == 1


def sittings(lengths, value) -> pd.DataFrame:
    """value(session, position) for sittings of these lengths."""
    rows = [(s, x, value(s, x)) for s, length in enumerate(lengths) for x in range(1, length + 1)]
    return pd.DataFrame(rows, columns=["session", "position", "value"])


def test_a_plain_slope_is_found_whatever_the_level_of_each_sitting():
    found = trend(sittings([10, 20, 30, 20, 10, 25], lambda s, x: 7.0 * (-1) ** s + 0.02 * x))
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))
    assert found.n == 115


@pytest.mark.parametrize(
    ("lengths", "step"), [([], 10), ([9] * 20, 10), ([60] * 4 + [30], 25), ([60] * 5, 50), ([100] * 5 + [500], 100)]
)
def test_a_trend_is_told_no_further_than_five_sittings_went(lengths, step):
    assert step_of(sittings(lengths, lambda s, x: x)["session"]) == step


def test_twice_as_many_answers_on_is_twice_the_change_but_never_more_than_all():
    table = sittings([20] * 8, lambda s, x: x / 20 + (s % 2) / 100)
    assert trend(table, per=20).value == pytest.approx(2 * trend(table, per=10).value)
    share = agreement_trend(table.assign(agrees=table["position"] > 10), per=100)
    assert (share.value, share.high) == (1.0, 1.0)


def test_long_slow_sittings_are_no_trend():
    """Pooled, position and value go together, for only the slow ones reach far; within each there is nothing."""
    rng = np.random.default_rng(5)
    table = sittings([10] * 6 + [60] * 6, lambda s, x: (0.0 if s < 6 else 3.0) + rng.normal(0, 0.1))
    assert np.polyfit(table["position"], table["value"], 1)[0] > 0.02
    found = trend(table)
    assert found.low < 0 < found.high
    assert abs(found.value) < 0.2


@pytest.mark.parametrize("lengths", [[], [20, 20, 20, 20], [4] * 30])
def test_few_or_short_sittings_show_no_trend_and_say_so(lengths):
    found = trend(sittings(lengths, lambda s, x: x))
    assert (found.value, found.low, found.reason) == (None, None, FEW_SESSIONS)


def test_one_long_sitting_does_not_speak_for_all():
    found = trend(sittings([5, 5, 5, 5, 300], lambda s, x: x))
    assert (found.value, found.reason) == (None, FEW_OUTWEIGH)


def test_rows_without_a_value_are_left_out():
    table = sittings([20] * 6, lambda s, x: np.nan if x % 2 else 0.1 * x)
    assert trend(table).n == 60
    assert trend(table).value == pytest.approx(5.0)


def timed(seconds) -> pd.DataFrame:
    return sittings([30] * 8, seconds).rename(columns={"value": "seconds"}).assign(person="anna")


def test_a_time_that_doubles_in_fifty_answers_is_ln_two():
    found = time_trend(timed(lambda s, x: 8.0 * 2 ** (x / 50)))
    assert found.value == pytest.approx(np.log(2))


def test_a_call_at_the_end_of_each_sitting_makes_no_trend():
    rng = np.random.default_rng(4)
    found = time_trend(timed(lambda s, x: 1500.0 if x == 30 else float(np.exp(rng.normal(2, 0.3)))))
    plain = trend(timed(lambda s, x: 1500.0 if x == 30 else 7.4).assign(value=lambda t: np.log(t["seconds"])))
    assert plain.value > 1.5
    assert abs(found.value) < 0.5


def test_a_share_that_falls_ten_points_in_fifty_answers():
    rng = np.random.default_rng(6)
    table = sittings([100] * 40, lambda s, x: rng.random() < 0.95 - 0.002 * x)
    found = agreement_trend(table.rename(columns={"value": "agrees"}))
    assert found.low < -0.1 < found.high
    assert found.high < 0


@pytest.mark.parametrize("agrees", [True, False])
def test_what_never_varies_shows_no_trend(agrees):
    table = sittings([20] * 9, lambda s, x: agrees).rename(columns={"value": "agrees"})
    assert (agreement_trend(table).value, agreement_trend(table).reason) == (None, FEW_THAT_DIFFER)


def test_parts_of_a_sitting_have_their_own_median_and_share():
    table = sittings([120] * 3, lambda s, x: x).assign(seconds=lambda t: np.where(t["position"] <= 10, 20.0, 5.0))
    times = times_by_part(table)
    assert {part: (one.value, one.n) for part, one in times.items()} == {
        0: (20.0, 30), 1: (5.0, 45), 2: (5.0, 75), 3: (5.0, 150), 4: (5.0, 60),
    }  # fmt: skip
    table["agrees"] = [None if x > 25 else x != 1 for x in table["position"]]
    shares = agreement_by_part(table)
    assert {part: (one.value, one.n) for part, one in shares.items()} == {0: (0.9, 30), 1: (1.0, 45)}
    assert shares[1].low < 0.95 < shares[1].high == 1.0
