import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthlab.drawing import at_most, interval, place, tick_words, ticks, words

finite = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (0, 330, [0, 100, 200, 300, 400]),
        (0, 0, [0, 0.25, 0.5, 0.75, 1]),
        (3, 3, [2.5, 2.75, 3, 3.25, 3.5]),
        (0.62, 0.81, [0.6, 0.65, 0.7, 0.75, 0.8, 0.85]),
    ],
)
def test_ticks_are_round(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@given(low=finite, width=st.floats(1e-3, 1e9))
def test_ticks_cover_the_range_in_few_even_steps(low, width):
    values = ticks(low, low + width)
    assert values[0] <= low + width * 1e-6
    assert values[-1] >= low + width - width * 1e-6
    assert 2 <= len(values) <= 8


@given(value=finite, low=finite, high=finite)
def test_places_stay_inside(value, low, high):
    assert 0 <= place(value, low, high) <= 100


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.7834, "percent", "78.3%"),
        (12450, "count", "12,450"),
        (4.2, "usd", "$4.20"),
        (0.0042, "usd", "$0.0042"),
        (0.78, "number", "0.78"),
        (0.0312, "points", "+3.1"),
        (-0.2, "points", "−20.0"),
        (-0.0001, "points", "0.0"),
        (1234.56, "seconds", "1,234.6 s"),
        (None, "percent", "–"),
        (float("nan"), "number", "–"),
    ],
)
def test_numbers_in_words(value, unit, expected):
    assert words(value, unit) == expected


def test_an_interval_has_one_sign():
    assert interval(0.86, 0.95, "percent") == "86.0–95.0%"
    assert interval(None, 0.95, "percent") == ""
    assert interval(4, 6.5, "seconds") == "4.0–6.5 s"


def test_an_interval_of_signed_numbers_has_a_word_between_them():
    assert interval(-0.012, 0.05, "points") == "−1.2 to +5.0"


def test_tick_words_drop_needless_decimals():
    assert tick_words([0, 0.25, 0.5], "percent") == ["0%", "25%", "50%"]
    assert tick_words([0, 10, 20], "seconds") == ["0 s", "10 s", "20 s"]
    assert tick_words([0, 0.25, 0.5], "number") == ["0.00", "0.25", "0.50"]
    assert tick_words([0, 0.0025, 0.005, 0.0075, 0.01], "percent") == ["0.00%", "0.25%", "0.50%", "0.75%", "1.00%"]


@pytest.mark.parametrize(("share", "expected"), [(2 / 23, "8.7%"), (0.0685, "6.9%"), (0.9999, "100.0%")])
def test_shares_are_rounded_and_not_cut_off(share, expected):
    assert words(share, "percent") == expected


def test_a_limit_is_rounded_up_whatever_the_noise_of_floats():
    assert [at_most(value) for value in (0.03101, 0.031, 0.1 + 0.2, 0.0, 1.0, None)] == [
        "3.2%", "3.1%", "30.0%", "0.0%", "100.0%", "–",
    ]  # fmt: skip
    assert (at_most(0.07021, 2), at_most(1.0, 2)) == ("7.03%", "100.00%")
