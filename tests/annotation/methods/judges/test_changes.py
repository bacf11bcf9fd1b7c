import numpy as np
import pandas as pd
import pytest

from annotation.methods.effects.difference import newcombe
from annotation.methods.judges.changes import FEW_ITEMS, NOTHING_BEFORE, changes, periods


def parts(**counts) -> pd.DataFrame:
    rows = [(name, place < k) for name, (k, n) in counts.items() for place in range(n)]
    return pd.DataFrame(rows, columns=["part", "equal"])


def test_each_part_is_held_to_all_before_it():
    one, two, three = changes(parts(a=(90, 100), b=(88, 100), c=(60, 100)), ["a", "b", "c"])
    assert (one.change.value, one.change.reason) == (None, NOTHING_BEFORE)
    assert two.change.value == pytest.approx(-0.02)
    assert not two.has_changed
    assert three.change.value == pytest.approx(0.6 - 178 / 200)
    assert three.has_changed
    expected = newcombe(60, 100, 178, 200, level=0.975)  # two looks at a risk of .05
    assert (three.change.low, three.change.high) == (expected.low, expected.high)


def test_few_items_raise_no_alarm():
    _one, two = changes(parts(a=(100, 100), b=(0, 19)), ["a", "b"])
    assert (two.change.value, two.change.reason, two.has_changed) == (None, FEW_ITEMS, False)


def test_parts_without_items_are_left_out():
    assert [one.name for one in changes(parts(a=(1, 2), c=(1, 2)), ["a", "b", "c"])] == ["a", "c"]
    assert changes(parts(), ["a"]) == []


def test_a_model_that_does_not_change_is_rarely_said_to():
    rng, alarms = np.random.default_rng(8), 0
    for _ in range(400):
        table = pd.DataFrame({"part": np.repeat(range(6), 80), "equal": rng.random(480) < 0.85})
        alarms += any(one.has_changed for one in changes(table, list(range(6))))
    assert alarms <= 400 * 0.05 + 3 * np.sqrt(400 * 0.05 * 0.95)


def test_periods_hold_equally_many_answers():
    at = pd.Series(pd.date_range("2026-01-01", periods=170, freq="h")).sample(frac=1, random_state=0)
    found = periods(at)
    assert found.value_counts().tolist() == [57, 57, 56]
    assert found[at.idxmin()] == 0
    assert found[at.idxmax()] == 2
    assert periods(at.head(10)).unique().tolist() == [0]
    assert periods(at.head(0)).empty
