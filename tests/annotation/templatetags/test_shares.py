"""An interval in words, or why there is none: no row is another reason than rows that are all alike."""

import pytest
from django.utils.translation import override

from annotation.templatetags.shares import confidence, decimal_interval, risk, share_interval

NO_LIMITS = {"low": None, "high": None}


def test_limits_are_told():
    assert share_interval({"low": 0.86, "high": 0.95, "n": 40}) == "86.0–95.0%"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.9, "86.0–95.0%"),
        (0.95, "86.0–95.0%; it cannot be more, by what people have answered already"),
        (0.86, "86.0–95.0%; it cannot be less, by what people have answered already"),
    ],
)
def test_a_value_at_a_limit_is_said_to_be_one_that_is_known(value, told):
    assert share_interval({"value": value, "low": 0.86, "high": 0.95, "n": 40, "population": 338}) == told


@pytest.mark.parametrize(("value", "low", "high"), [(1.0, 0.9, 1.0), (0.0, 0.0, 0.1), (0.5, 0.5, 0.5)])
def test_at_nothing_at_all_and_where_all_is_known_there_is_no_more_to_say(value, low, high):
    assert "cannot" not in share_interval({"value": value, "low": low, "high": high, "n": 40, "population": 338})


def test_a_limit_of_rows_that_stand_for_no_whole_is_but_an_estimate():
    assert share_interval({"value": 0.95, "low": 0.86, "high": 0.95, "n": 40}) == "86.0–95.0%"


@pytest.mark.parametrize("none", [{"n": 0}, {"items": 0}])
def test_of_no_row_there_is_none_yet(none):
    assert share_interval(NO_LIMITS | none) == "none yet"


@pytest.mark.parametrize("some", [{"n": 2}, {"items": 2}, {}])
def test_of_few_or_equal_rows_it_says_so(some):
    assert decimal_interval(NO_LIMITS | some) == "too few or too alike for an interval"


def test_of_nothing_nothing_is_said():
    assert share_interval(None) == ""


def test_a_confidence_is_rounded_down_and_a_risk_up_with_digits_enough():
    assert [confidence(value) for value in (0.95, 0.969604, 0.999525, None)] == ["95.0%", "96.9%", "99.952%", "–"]
    assert [risk(value) for value in (0.05, 0.05 / 120, "")] == ["5.0%", "0.042%", "–"]


def test_digits_are_those_of_the_reader():
    with override("de"):
        assert (confidence(0.999525), risk(0.05)) == ("99,952%", "5,0%")
