from generation.methods.conditions import LENGTH, Dimension, Scope
from generation.methods.measures.obedience import Obedience, obedience

SCOPE = Scope((Dimension("length", kind=LENGTH), Dimension("style")))


def sample(words: int, length: str = "10 to 20") -> tuple:
    return (("length", length), ("style", "formal")), "word " * words


def test_it_counts_the_conditions_that_a_test_can_tell():
    assert obedience(SCOPE, [sample(15), sample(8), sample(24), sample(25)]) == Obedience(3 / 4, 4, 4)
    assert obedience(SCOPE, [sample(8)], slack=0) == Obedience(0, 1, 1)


def test_a_condition_nobody_can_read_is_untested():
    assert obedience(SCOPE, [sample(15, "short")]) == Obedience(None, 0, 2)
    assert obedience(SCOPE, [((("colour", "red"),), "text")]) == Obedience(None, 0, 1)


def test_no_samples():
    assert obedience(SCOPE, []) == Obedience(None, 0, 0)
