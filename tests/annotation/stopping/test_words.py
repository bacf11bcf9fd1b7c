"""What is said of a promise: its bound rounded up, never below the limit that it misses."""

import pytest

from annotation.stopping.shapes import path_chart
from annotation.stopping.words import verdict


def title(bound: float, limit: float) -> str:
    plan = {"limit": limit, "holds": bound <= limit, "waits": 0, "answers": 9, "answers_at_most": 12}
    plan |= {"share": 0.1, "open_ended": False}
    return verdict({"now": {"bound": bound}, "snapshot": 1, "population": 5000}, plan)["title"]


@pytest.mark.parametrize(
    ("bound", "limit", "told"),
    [
        (0.0104, 0.01, "Not yet: at most 1.1% are wrong, and 1.0% may be."),
        (0.02049, 0.05, "Enough: at most 2.1% are wrong, and 5.0% may be."),
        (0.01, 0.01, "Enough: at most 1.0% are wrong, and 1.0% may be."),
        (0.0703, 0.0704, "Enough: at most 7.03% are wrong, and 7.04% may be."),
        (0.07041, 0.0704, "Not yet: at most 7.05% are wrong, and 7.04% may be."),
    ],
)
def test_a_bound_is_rounded_up_with_the_digits_of_its_limit(bound, limit, told):
    assert title(bound, limit) == told


def test_so_are_the_points_of_its_chart():
    [series] = path_chart({"path": [{"removed": 40, "bound": 0.02049, "audits": 40}]})
    assert series["points"] == [{"x": 40, "y": 0.021, "n": 40}]
