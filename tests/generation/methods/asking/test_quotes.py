import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.asking.quotes import find_quote

TEXT = "A “fine” day.\nA fine day, ana banana; don’t."


@pytest.mark.parametrize(
    ("quote", "nth", "found"),
    [
        ("fine", 1, "fine"),
        ("fine", 2, "fine"),
        ("day.\nA", 1, "day.\nA"),
        ("day. A", 1, "day.\nA"),  # a model joins lines
        ('A "fine"', 1, "A “fine”"),  # and straightens quotation marks
        ("don't", 1, "don’t"),
        ("  ana ", 3, "ana"),
    ],
)
def test_it_stands_where_the_text_has_it(quote, nth, found):
    start, end = find_quote(TEXT, quote, nth)
    assert TEXT[start:end] == found


def test_the_nth_one_is_counted_from_the_left_with_those_that_overlap():
    assert [find_quote("banana", "ana", nth) for nth in (1, 2, 3)] == [(1, 4), (3, 6), None]


@pytest.mark.parametrize(("quote", "nth"), [("Fine", 1), ("fine", 3), ("", 1), ("fine", 0), ("fine", -1), (" ", 1)])
def test_what_does_not_stand_there_is_not_found(quote, nth):
    assert find_quote(TEXT, quote, nth) is None


@given(st.text(), st.text(), st.text())
def test_characters_are_code_points_wherever_the_words_stand(before, quote, after):
    quote = f"x{quote.strip()}x"
    text = before + quote + after
    start, end = find_quote(text, quote)
    assert text[start:end] == quote


@given(st.text(), st.text(), st.integers())
def test_whatever_is_quoted_the_place_lies_within_the_text(text, quote, nth):
    place = find_quote(text, quote, nth)
    assert place is None or 0 <= place[0] < place[1] <= len(text)
