import pytest

from generation.methods.verifiers.occurrence import occurs


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("aspirin", "Take aspirin."),
        ("IL-2", "levels of IL-2, rising"),
        ("New York", "from New\n York on"),
        ("C++", "written in C++."),
        ("서울", "서울에서 만나요"),
        ("東京", "私は東京に住む"),
        ("ＡＢＣ", "ABC"),
    ],
)
def test_a_name_stands_as_whole_words(phrase, text):
    assert occurs(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [("art", "a party"), ("art", "the arts"), ("Aspirin", "aspirin"), ("울", "서울에서"), ("", "text"), (" ", "a b")],
)
def test_it_is_not_part_of_a_longer_word(phrase, text):
    assert not occurs(phrase, text)
