import math

import pytest

from generation.methods.measures.openings import opening_entropy, top_opening_share

ONCE = ["Once upon a time there was a cat", "once upon a TIME, there lived a dog"]


def test_texts_that_begin_alike():
    texts = [*ONCE, "A dog ran home very fast", "Two birds"]
    assert top_opening_share(texts) == 2 / 4
    assert opening_entropy(texts) == pytest.approx(1.5)


def test_a_text_each_its_own_way():
    texts = [f"word{i} and then some more words" for i in range(32)]
    assert opening_entropy(texts) == pytest.approx(math.log2(32))
    assert top_opening_share(texts) == 1 / 32


def test_the_sixth_word_does_not_matter():
    assert opening_entropy(["a b c d e f", "a b c d e g"]) == 0


def test_texts_without_words_are_left_out():
    assert top_opening_share([*ONCE, "...", ""]) == 1
    assert top_opening_share(["..."]) is None
    assert opening_entropy([]) == 0
