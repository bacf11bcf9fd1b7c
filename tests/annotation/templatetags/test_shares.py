"""An interval in words, or why there is none: no row is another reason than rows that are all alike."""

import pytest

from annotation.templatetags.shares import decimal_interval, share_interval

NO_LIMITS = {"low": None, "high": None}


def test_limits_are_told():
    assert share_interval({"low": 0.86, "high": 0.95, "n": 40}) == "86.0–95.0%"


@pytest.mark.parametrize("none", [{"n": 0}, {"items": 0}])
def test_of_no_row_there_is_none_yet(none):
    assert share_interval(NO_LIMITS | none) == "none yet"


@pytest.mark.parametrize("some", [{"n": 2}, {"items": 2}, {}])
def test_of_few_or_equal_rows_it_says_so(some):
    assert decimal_interval(NO_LIMITS | some) == "too few or too alike for an interval"


def test_of_nothing_nothing_is_said():
    assert share_interval(None) == ""
