"""Values that steps read come from attributes, models and documents: one of another kind ends the row with a reason."""

import pytest

from generation.methods.parts import PartError
from generation.methods.plans.steps.kinds import built
from generation.methods.steps import Draw
from tests.generation.methods.plans.test_kinds import row

ANSWERS = {"write": {"text": "a"}}


@pytest.mark.parametrize("warm", ["warm", "3", "-1", "nan", "inf"])
def test_a_temperature_that_is_none_ends_the_row_and_asks_nothing(warm):
    write = {"ask": {"step": "write", "temperature_of": "warmth"}}
    asked, (made,) = row(write, answers=ANSWERS, draw=Draw({"topic": "Sports"}, (("warmth", warm),)))
    assert asked == []
    assert made.problem == f"“{warm}” is no temperature from 0 to 2"


def test_a_temperature_may_be_written_as_text():
    write = {"ask": {"step": "write", "temperature_of": "warmth"}}
    asked, (made,) = row(write, answers=ANSWERS, draw=Draw({"topic": "Sports"}, (("warmth", "0.3"),)))
    assert (asked, made.problem) == (["write"], "")


def test_words_to_favour_that_are_no_words_with_numbers_end_the_row():
    write = {"ask": {"step": "write", "bias_of": "words"}}
    asked, (made,) = row(write, answers=ANSWERS, draw=Draw({"topic": "Sports"}, (("words", "dull, funny"),)))
    assert asked == []
    assert made.problem == "these are no words with numbers"


def test_a_tool_that_is_given_a_value_of_another_kind_ends_the_row_with_what_it_stumbled_over():
    joined = {"do": {"tool": "joined", "reads": {"parts": "label"}, "settings": {"between": 5}}}
    _asked, (made,) = row(joined, answers=ANSWERS)
    assert made.problem.startswith("a step could not use what it was given: AttributeError")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"tool": "joined"}, "The setting “parts” is missing"),
        ({"tool": "joined", "reads": {"parts": "a", "betwen": "b"}}, "Did you mean “between”?"),
        ({"tool": "joined", "reads": {"parts": "a"}, "settings": {"rng": 1}}, "There is no “rng” here"),
        ({"tool": "joined", "reads": {"parts": "a"}, "settings": {"parts": 1}}, "stands in “reads” already"),
        ({"tool": "joined", "reads": {"parts": {"a": "b"}}}, "Enter a text."),
        ({"tool": "joined", "reads": "parts"}, "one setting a line"),
        ({"tool": "by_chance", "reads": {"share": "a", "rng": "b"}}, "There is no “rng” here"),
    ],
)
def test_a_tool_is_given_what_it_takes_and_nothing_else(step, said):
    with pytest.raises(PartError, match=said):
        built([{"do": step}], "plan.steps")


def test_a_tool_of_any_values_takes_any():
    built([{"do": {"tool": "gathered", "reads": {"first": "a", "second": "b"}}}], "plan.steps")
