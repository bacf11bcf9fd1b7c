import numpy as np
import pytest

from generation.methods.measures.leak import leak

REFERENCE = "one two three four five six seven eight nine"


def test_eight_words_in_a_row_are_a_copy_and_seven_are_not():
    assert leak(["He said TWO three, four five six seven eight nine!"], [REFERENCE]) == 1
    assert leak(["He said three four five six seven eight nine"], [REFERENCE]) == 0


def test_the_nearest_reference_counts_from_nine_tenths_on():
    vectors, references = np.array([[1.0, 0], [0, 2]]), np.array([[0.9, 0.19**0.5], [-1, 0]])
    assert leak(["a", "b"], ["x", "y"], vectors, references) == pytest.approx(1 / 2)
    assert leak(["a", "b"], ["x", "y"], vectors, references, cosine=0.91) == 0


def test_without_texts_or_references():
    assert leak([], [REFERENCE]) is None
    assert leak(["a"], []) == 0
    assert leak(["a"], [], np.ones((1, 2)), np.zeros((0, 2))) == 0
