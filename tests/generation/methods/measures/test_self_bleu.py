import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.measures.self_bleu import self_bleu


def test_a_pair_by_hand():
    # p1 = 3/4, p2 = (2+1)/(3+1), p3 = (1+1)/(2+1), p4 = (0+1)/(1+1), equal length: (3/4 * 3/4 * 2/3 * 1/2)^(1/4)
    assert self_bleu(["a b c d", "a b c e"]) == pytest.approx(0.1875**0.25)


def test_a_shorter_text_pays_for_its_brevity_and_words_count_as_often_as_elsewhere():
    # "a a a" against "a b": p1 = 1/3 (clipped), p2 = 1/3, p3 = 1/2, no fourth order, no penalty: (1/18)^(1/3)
    # "a b" against "a a a": p1 = 1/2, p2 = 1/2; exp(1 - 3/2) * 1/2
    first, second = (1 / 18) ** (1 / 3), 2.718281828459045**-0.5 * 0.5
    assert self_bleu(["a a a", "a b"]) == pytest.approx((first + second) / 2)


def test_the_best_of_all_others_is_the_reference():
    # Both bigrams and all three words of "a b c" are found, in two different texts; the trigram is not.
    others = ["a b x y", "z b c w"]
    score = (3 / 3 * (2 + 1) / (2 + 1) * (0 + 1) / (1 + 1)) ** (1 / 3) * 2.718281828459045 ** (1 - 4 / 3)
    rest = [1 / 2, 1 / 2]  # p1 = 2/4 of the two others: "a b" and "b c"
    p = [(rest[0] * (1 + 1) / (3 + 1) * (0 + 1) / (2 + 1) * (0 + 1) / (1 + 1)) ** 0.25] * 2
    assert self_bleu(["a b c", *others]) == pytest.approx((score + sum(p)) / 3)


def test_equal_texts_are_one_and_texts_without_a_common_word_zero():
    assert self_bleu(["the same five words here"] * 3) == pytest.approx(1)
    assert self_bleu(["one two", "three four"]) == 0


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9).map(" ".join), max_size=9))
def test_it_lies_between_nothing_shared_and_all_shared(texts):
    found = self_bleu(texts)
    assert found is None or 0 <= found <= 1 + 1e-9


def test_it_grows_as_texts_collapse_onto_templates():
    rng = random.Random(1)
    varied = [" ".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=12)) for _ in range(60)]
    assert self_bleu(varied) < self_bleu(varied[:6] * 10)


def test_only_a_subsample_is_read():
    texts = ["a b c d"] * 2 + [f"{i} {i} {i}" for i in range(200)]
    assert self_bleu(texts, size=10, random_state=0) == self_bleu(texts, size=10, random_state=0)
    assert self_bleu(texts, size=2000) != self_bleu(texts, size=2, random_state=0)


@pytest.mark.parametrize("texts", [[], ["alone"], ["alone", "!!"]])
def test_a_text_without_others_has_none(texts):
    assert self_bleu(texts) is None
