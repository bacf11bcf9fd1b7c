import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.verifiers.inflection import forms, inflected


@pytest.mark.parametrize(
    ("base", "inflections"),
    [
        ("walk", "walks walked walking"),
        ("stop", "stops stopped stopping"),
        ("visit", "visits visited visiting"),
        ("travel", "travels traveled travelled travelling"),
        ("carry", "carries carried carrying"),
        ("play", "plays played playing"),
        ("dance", "dances danced dancing"),
        ("agree", "agrees agreed agreeing"),
        ("lie", "lies lying lay"),
        ("panic", "panics panicked panicking"),
        ("go", "goes went gone going"),
        ("be", "am is are was were been being"),
        ("fox", "foxes"),
        ("city", "cities"),
        ("boy", "boys"),
        ("potato", "potatoes"),
        ("piano", "pianos"),
        ("child", "children"),
        ("leaf", "leaves"),
        ("big", "bigger biggest"),
        ("nice", "nicer nicest"),
        ("happy", "happier happiest"),
        ("good", "better best"),
    ],
)
def test_it_knows_the_forms_of_common_words(base, inflections):
    assert set(inflections.split()) <= forms(base)


@pytest.mark.parametrize(
    ("base", "other"),
    [("hop", "hoped"), ("hope", "hopped"), ("see", "seed"), ("sing", "singed"), ("bar", "bared"), ("star", "stare")],
)
def test_it_takes_no_other_word_for_a_form(base, other):
    assert other not in forms(base)


@pytest.mark.parametrize("known", ["informations", "worker"])
def test_it_states_what_it_cannot_do(known):
    assert known in forms("information") | forms("work")
    assert "run" not in forms("ran")


def test_a_phrase_is_found_word_by_word():
    assert inflected("give up", "She never gave up.")
    assert inflected("ice cream", "Two ICE-CREAMS, please")
    assert not inflected("give up", "Up she gave it")
    assert not inflected("cat", "Concatenate the category.")


def test_other_languages_stand_as_they_are():
    assert inflected("사과", "그는 사과를 먹었다.")
    assert not inflected("사과", "그는 배를 먹었다.")
    assert inflected("Häuser", "Alte häuser am Fluss")
    assert not inflected("Haus é", "Häuser")


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_word_is_a_form_of_itself(word):
    assert word in forms(word)
    assert inflected(word, f"And then: {word.upper()}!")


@pytest.mark.parametrize("phrase", ["", "  ", "!"])
def test_nothing_is_never_found(phrase):
    assert not inflected(phrase, "some text!")
