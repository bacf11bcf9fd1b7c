from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.tools.numbers import fobar, masked, numbers, same_numbers, self_verification, usable, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,250 people and 3.5 kg", "1250 7/2"),
        ("It costs $4.50, or -$3.", "9/2 -3"),
        ("20 % of 50, 20 percent, fifty per cent", "1/5 50 1/5 1/2"),
        ("1/2 a cup and 2 1/2 cups", "1/2 5/2"),
        ("twenty-five, thirty two", "25 32"),
        ("two hundred and five", "205"),
        ("a hundred and five thousand and twelve", "105012"),
        ("3 million, two million five hundred thousand", "3000000 2500000"),
        ("a dozen eggs and 3 dozen rolls", "12 36"),
        ("two thirds, one half, a quarter, three-quarters, half", "2/3 1/2 1/4 3/4 1/2"),
        ("three and four", "3 4"),
        ("-5 degrees, 3-5 days", "-5 3 5"),
        ("zero", "0"),
    ],
)
def test_numbers_are_read_in_every_notation(text, expected):
    assert values(text) == tuple(map(Fraction, expected.split()))


@pytest.mark.parametrize(
    "text",
    [
        "the 2nd and 21st day",
        "the third quarter",
        "room B12",
        "one of them",
        "someone",
        "9" * 40,
        "often",
        "v1.2.3",
        "",
    ],
)
def test_what_is_no_quantity_is_left_alone(text):
    assert values(text) == ()


def test_a_number_knows_what_is_written_and_what_it_is_worth():
    [percent] = numbers("Save 20 % today")
    assert (percent.value, percent.shown, percent.kind) == (Fraction(1, 5), 20, "percent")
    assert masked("Save 20 % today", percent) == "Save x % today"
    [money] = numbers("Pay -$4.50")
    assert (masked("Pay -$4.50", money), money.shown) == ("Pay -$x", Fraction(9, 2))


def test_a_rephrased_question_has_the_same_numbers_in_any_order_and_notation():
    assert same_numbers("50% of twelve apples", "Of a dozen apples, half")
    assert not same_numbers("3 boxes of 4", "4 boxes of 4")
    assert not same_numbers("3 boxes of 3", "3 boxes")


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["9" * 5000, "1" + " million" * 12_000, "one" + " hundred" * 12_000, "1/" * 50_000])
def test_no_text_takes_long_to_compare(text):
    same_numbers(text, text + "2")


QUESTION = "Ann buys 3 boxes of 12 pens in 2024. How many pens has she?"


def test_only_numbers_that_the_solution_uses_may_be_unknown():
    assert [number.value for number in usable(QUESTION, "3 * 12 = 36")] == [3, 12]
    assert [number.shown for number in usable("A 20% cut of 50", "50 * 0.2 = 10")] == [20, 50]


def test_the_backward_question_asks_for_a_number_whose_value_is_known():
    number = usable(QUESTION, "3 * 12 = 36")[1]
    asked = fobar(QUESTION, number, "36")
    assert asked.startswith("Ann buys 3 boxes of x pens in 2024.")
    assert asked.endswith("If the answer to this question is 36, what is the value of x?")
    assert number.shown == 12


def test_the_statement_form_needs_the_number_exactly_once():
    number = numbers(QUESTION)[1]
    asked = self_verification("Ann buys 3 boxes of 12 pens and has 36 pens.", number)
    assert asked == "Ann buys 3 boxes of x pens and has 36 pens. What is the value of x?"
    assert self_verification("Ann has 36 pens.", number) is None
    assert self_verification("12 and 12 are 24.", number) is None


def test_the_unknown_is_a_letter_that_the_question_does_not_use():
    question = "Points x and y are 3 apart."
    assert "Points x and y are z apart." in fobar(question, numbers(question)[0], "9")


@settings(deadline=None)
@given(st.text(alphabet="0123456789 .,-%$/andtwofivehundred", max_size=60))
def test_masking_keeps_the_rest_and_writing_the_number_back_gives_the_text_again(text):
    for number in numbers(text):
        hidden = masked(text, number, "\x00")
        assert hidden.replace("\x00", text[number.start : number.end]) == text


@settings(deadline=None)
@given(st.integers(0, 999_999))
def test_a_number_in_words_is_the_number_in_digits(value):
    # the word “one” alone is not read as a number
    assert values(in_words(value)) == ((value,) if value != 1 else ())
    assert values(f"{value:,}") == values(str(value)) == (value,)


def in_words(value: int) -> str:
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    small = (ones + "seventeen eighteen nineteen").split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
    if value >= 1000:
        rest = f" {in_words(value % 1000)}" if value % 1000 else ""
        return f"{in_words(value // 1000)} thousand{rest}"
    if value >= 100:
        rest = f" and {in_words(value % 100)}" if value % 100 else ""
        return f"{small[value // 100]} hundred{rest}"
    if value >= 20:
        return tens[value // 10 - 2] + (f"-{small[value % 10]}" if value % 10 else "")
    return small[value]
