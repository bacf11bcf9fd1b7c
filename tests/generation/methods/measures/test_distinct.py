import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.distinct import distinct, token_count

TEXTS = st.lists(st.lists(st.sampled_from("abcde"), max_size=8).map(" ".join), max_size=8)


def test_it_counts_different_ngrams_within_texts():
    texts = ["the cat saw the dog", "The cat slept."]  # 8 words; 5 different; bigrams 6, the cat twice
    assert distinct(texts, 1, tokens=8) == 5 / 8
    assert distinct(texts, 2, tokens=8) == 5 / 6
    assert distinct(texts, 3, tokens=8) == 1


def test_both_sides_are_read_to_the_same_number_of_words():
    short, long = ["a b c d"], ["a b c d"] * 100
    tokens = min(token_count(short), token_count(long))
    assert distinct(short, 1, tokens=tokens) == distinct(long, 1, tokens=tokens) == 1
    assert distinct(long, 1, tokens=token_count(long)) == 4 / 400


def test_the_last_text_is_cut_where_the_words_are_used_up():
    assert distinct(["a a a b"], 1, tokens=3) == 1 / 3
    assert distinct(["a a a b"], 2, tokens=3) == 1 / 2


@given(TEXTS, st.integers(1, 3), st.integers(0, 40))
def test_it_is_a_share_or_nothing(texts, n, tokens):
    found = distinct(texts, n, tokens=tokens)
    assert found is None or 0 < found <= 1


@given(TEXTS, st.integers(0, 3))
def test_more_of_the_same_is_not_more_varied(texts, seed):
    once = distinct(texts, 1, tokens=token_count(texts), random_state=seed)
    if once is not None:
        assert distinct(texts * 2, 1, tokens=2 * token_count(texts)) == pytest.approx(once / 2)


def test_without_words_there_is_no_share():
    assert distinct([], 1, tokens=10) is None
    assert distinct(["one word"], 3, tokens=10) is None
