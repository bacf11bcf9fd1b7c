import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.values.listed import clean_value, distinct, slug, typed


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2. **Hotels** - places to stay", "Hotels"),
        ("- “Space travel”", "Space travel"),
        ("(3) food & drink.", "food & drink"),
        ("well-known films", "well-known films"),
        ("5G networks", "5G networks"),
        ("a\nb", "a b"),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_it_takes_the_value_out_of_how_it_was_written(written, value):
    assert clean_value(written) == value


def test_a_long_value_is_cut_at_a_word():
    assert clean_value("word " * 60) == ("word " * 24).strip()


def test_repeats_go_whatever_their_case_order_or_plural():
    assert distinct(["Hotel reviews", "hotel review", "Reviews, hotel", "Films"]) == ["Hotel reviews", "Films"]


def test_known_values_do_not_come_back_and_the_list_is_bounded():
    assert distinct(["a1", "b2", "c3", "d4"], known=["A1"], most=2) == ["b2", "c3"]


def test_what_a_person_typed_stays_as_it_is():
    assert typed(["C", "C++", " Rock  - 90s ", "C", ""]) == ["C", "C++", "Rock - 90s"]


def test_a_name_is_made_that_is_not_taken():
    assert slug("Sub-topic!", ["sub-topic"]) == "sub-topic-2"
    assert slug("!!!", []) == "attribute"
    assert slug("문체", []) == "문체"


@given(st.lists(st.text(max_size=40), max_size=20))
def test_no_list_breaks_it_and_cleaning_twice_changes_nothing(texts):
    once = distinct(texts)
    assert len({text.casefold() for text in once}) == len(once)
    assert all(text and "\n" not in text for text in once)
