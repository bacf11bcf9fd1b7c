"""What is written of signals: only what is new or moved, and what is gone is taken away."""

import numpy as np
import pandas as pd
import pytest

from annotation.machine.keeping import amount, changes, keep, summary
from annotation.models import Signal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


@pytest.fixture
def rows(add):
    return [add(f"text {number}", "positive") for number in range(3)]


@pytest.fixture
def write(project, rows):
    """Keep columns of values for the three rows; returns how many rows were written."""

    def written(details=None, **columns):
        table = pd.DataFrame(columns, index=[sample.pk for sample in rows], dtype=float)
        found = list(changes(project, table, details or {}))
        assert max(keep(project, found), default=0) == amount(found)
        return amount(found)

    return written


def stored(name):
    return dict(Signal.objects.filter(name=name).order_by("sample").values_list("sample_id", "value"))


def test_the_first_time_everything_is_written_and_the_second_time_nothing(write):
    columns = {"neighbours": [0.1, 0.5, np.nan], "toxicity": [0, 0.5, 0]}
    details = {
        "neighbours": {"n": np.array([1, 2, 0]), "label": ["a", "b", None]},
        "toxicity": {"words": [None, ["x"], None]},
    }
    assert write(details, **columns) == 3
    assert write(details, **columns) == 0
    assert Signal.objects.get(name="neighbours", value=0.5).detail == {"n": 2, "label": "b"}
    assert Signal.objects.get(name="toxicity").detail == {"words": ["x"]}


def test_what_hardly_moved_stays_and_suspicion_is_exact(write):
    write(neighbours=[0.1, 0.5, 0.9], suspicion=[0.1, 0.5, 0.9])
    assert write(neighbours=[0.101, 0.6, 0.9], suspicion=[0.101, 0.5, 0.9]) == 2
    assert [*stored("neighbours").values()] == [0.1, 0.6, 0.9]
    assert [*stored("suspicion").values()] == [0.101, 0.5, 0.9]


def test_another_detail_is_written_though_the_value_stays(write):
    write({"neighbours": {"n": [1, 1, 1]}}, neighbours=[0.1, 0.5, 0.9])
    assert write({"neighbours": {"n": [1, 2, 1]}}, neighbours=[0.1, 0.5, 0.9]) == 1


def test_what_is_no_longer_said_is_taken_away(write, rows):
    write(neighbours=[0.1, 0.5, 0.9], toxicity=[0.5, 0.5, 0])
    assert write(neighbours=[0.1, np.nan, 0.9], toxicity=[0.5, 0, 0]) == 2
    assert rows[1].pk not in stored("neighbours")
    assert [*stored("toxicity")] == [rows[0].pk]


def test_rows_that_are_not_looked_at_keep_what_was_said(write, project, add):
    other = add("rejected since", "positive")
    Signal.objects.create(project=project, sample=other, name="neighbours", value=0.3)
    write(neighbours=[0.1, 0.5, 0.9])
    assert stored("neighbours")[other.pk] == 0.3


def test_the_histogram_of_a_sparse_signal_leaves_out_its_zeros():
    found = summary(
        pd.DataFrame({"toxicity": [0, 0.5, np.nan], "neighbours": [0, 0.5, np.nan], "length": [0, 0, 0]}), 10
    )
    assert (found["toxicity"]["rows"], found["neighbours"]["rows"]) == (1, 2)
    assert "length" not in found
