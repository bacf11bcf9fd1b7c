from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.verifiers.numbers import numbers
from tests.generation.methods.verifiers.judging import rewriting, verdict


def read(text: str) -> list[Fraction]:
    return sorted(numbers(text).elements())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,250 people", 1250),
        ("$3.50", Fraction(7, 2)),
        ("-5 degrees", -5),
        ("−5 degrees", -5),
        (".5 l", Fraction(1, 2)),
        ("twenty-five", 25),
        ("a hundred and five", 105),
        ("two hundred thirty-four thousand and six", 234_006),
        ("5 million", 5_000_000),
        ("1.5 thousand", 1500),
        ("2 dozen eggs", 24),
        ("half a dozen", 6),
        ("1/2 of it", Fraction(1, 2)),
        ("½ of it", Fraction(1, 2)),
        ("1½ cups", Fraction(3, 2)),
        ("1 1/2 cups", Fraction(3, 2)),
        ("one and a half", Fraction(3, 2)),
        ("2 and a quarter", Fraction(9, 4)),
        ("two thirds", Fraction(2, 3)),
        ("a quarter", Fraction(1, 4)),
        ("half of them", Fraction(1, 2)),
        ("50%", Fraction(1, 2)),
        ("50 percent", Fraction(1, 2)),
        ("fifty per cent", Fraction(1, 2)),
        ("twice as many", 2),
        ("a 5-year-old", 5),
        ("5kg", 5),
    ],
)
def test_one_number_however_it_is_written(text, value):
    assert read(text) == [value]


@pytest.mark.parametrize("text", ["", "the 3rd day", "the third day", "no one saw one another", "x2 and B12", "%", "/"])
def test_what_is_no_number(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3-5 apples", [3, 5]),
        ("three to five", [3, 5]),
        ("ten, twenty", [10, 20]),
        ("two three", [2, 3]),
        ("born in 1999. 5 years", [5, 1999]),
        ("one of the one hundred", [1, 100]),
        ("7 - 3 = 4", [3, 4, 7]),
        ("1/0", [0, 1]),
    ],
)
def test_several_numbers(text, values):
    assert read(text) == values


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["9" * 5000, "1" + " million" * 12_000, "one" + " hundred" * 12_000, "1/" * 50_000])
def test_no_text_takes_long_or_fails(text):
    numbers(text)


@given(st.text())
def test_any_text_can_be_read(text):
    numbers(text)


@given(st.integers(0, 10**12))
def test_any_figure_is_worth_what_it_says(n):
    assert read(f"{n}") == read(f"There were {n:,} of them.") == [n]


QUESTION = "Ann has 12 apples and gives half of them to 3 friends. How many does each get?"


def test_a_rewording_keeps_its_numbers_in_any_order_and_writing():
    rewording = "Three friends share fifty percent of Ann's dozen apples, 12 before. How many each?"
    kept = "Three friends share 1/2 of Ann's twelve apples. How many each?"
    assert verdict("same_numbers", kept, rewriting(QUESTION))[0] == "accept"
    assert verdict("same_numbers", rewording.replace("dozen ", ""), rewriting(QUESTION))[0] == "accept"


@pytest.mark.parametrize("change", [("12", "13"), ("half", "all"), ("3 friends", "3 friends and 3 dogs")])
def test_a_rewording_that_changes_a_quantity_is_turned_away(change):
    assert verdict("same_numbers", QUESTION.replace(*change), rewriting(QUESTION)) == (
        "reject",
        "other numbers than before",
    )


def test_a_text_that_rewrites_nothing_may_state_any_number():
    assert verdict("same_numbers", "7")[0] == "accept"
