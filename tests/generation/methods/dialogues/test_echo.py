from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.dialogues.echo import cosine, echo
from tests.generation.methods.dialogues.saying import dialogue


def test_the_same_words_two_turns_later_are_an_echo():
    lines = ("Please name three long rivers.", "Rhine, Nile, Han.", "Three long rivers, please name!", "As I said.")
    assert echo(dialogue(*lines)) == 2


def test_a_question_that_goes_on_is_none():
    lines = (
        "Please name three long rivers.",
        "Rhine, Nile, Han.",
        "Please name three long lakes.",
        "Como and two more.",
    )
    assert echo(dialogue(*lines)) is None  # cosine 0.8


def test_short_answers_may_come_again():
    assert echo(dialogue("Yes, please.", "Milk?", "Yes, please.", "Sugar?")) is None


def test_the_other_side_may_quote():
    assert echo(dialogue("Name three long rivers", "Name three long rivers")) is None


def test_cosine_by_hand():
    assert cosine(Counter("aab"), Counter("ab")) == pytest.approx(3 / (5 * 2) ** 0.5)
    assert cosine(Counter(), Counter("a")) == 0


@given(st.text(alphabet="abc", max_size=9), st.text(alphabet="abc", max_size=9))
def test_cosine_is_the_same_from_both_sides(left, right):
    found = cosine(Counter(left), Counter(right))
    assert 0 <= found <= 1 + 1e-9
    assert found == pytest.approx(cosine(Counter(right), Counter(left)))
