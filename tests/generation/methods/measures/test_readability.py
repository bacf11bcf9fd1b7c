import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.readability import readability, readability_grade

# The abstract of Coleman and Liau 1975: 119 words, 5 sentences, 639 letters; grade 14.5.
ABSTRACT = (
    "Existing computer programs that measure readability are based largely upon subroutines which estimate number of "
    "syllables, usually by counting vowels. The shortcoming in estimating syllables is that it necessitates "
    "keypunching the prose into the computer. There is no need to estimate syllables since word length in letters is a "
    "better predictor of readability than word length in syllables. Therefore, a new readability formula was computed "
    "that has for its predictors letters per 100 words and sentences per 100 words. Both predictors can be counted by "
    "an optical scanning device, and thus the formula makes it economically feasible for an organization such as the "
    "U.S. Office of Education to calibrate the readability of all textbooks for the public school system."
)


def test_the_authors_own_abstract():
    assert readability_grade(ABSTRACT) == pytest.approx(14.5, abs=0.05)


def test_grades_follow_the_audience():
    child = "The cat sat on the mat. The dog ran to it. They are pals. The sun is hot."
    adult = "Considerable uncertainty surrounds contemporary interpretations of constitutional jurisprudence."
    assert readability_grade(child) < 3 < 12 < readability_grade(adult)


def test_an_end_mark_is_not_needed():
    assert readability_grade("one two three") == readability_grade("one two three.")


@given(st.text())
def test_any_text_has_a_grade_or_no_words(text):
    found = readability_grade(text)
    assert (found is None) == (not any(char.isalnum() for char in text))


def test_many_texts_have_the_grade_of_one_each_with_an_end():
    ended = ABSTRACT.rstrip(".")
    assert readability([ended, ended, ended]) == pytest.approx(14.5, abs=0.05)


@pytest.mark.parametrize(
    "text", ["Der Zug fuhr über die alte Brücke und kam spät in Bern an.", "기차가 늦게 왔다.", "", "!"]
)
def test_texts_of_other_languages_have_none(text):
    assert readability([text]) is None
    assert readability([]) is None
