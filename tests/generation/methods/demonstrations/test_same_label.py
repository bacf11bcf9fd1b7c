from random import Random

from generation.methods.demonstrations.same_label import block, same_label
from generation.methods.steps import Demonstration

SEEDS = [Demonstration(str(i), {"text": f"text {i}"}, {"topic": "a" if i % 2 else "b"}) for i in range(10)]


def test_it_draws_seeds_of_the_label_without_repeats():
    drawn = same_label(SEEDS, "topic", "a", 4, Random(0))
    assert len({demo.sample_id for demo in drawn}) == 4
    assert all(demo.labels["topic"] == "a" for demo in drawn)


def test_fewer_seeds_give_fewer_demonstrations():
    assert len(same_label(SEEDS, "topic", "a", 9, Random(0))) == 5
    assert same_label(SEEDS, "topic", "c", 3, Random(0)) == []


def test_the_block_shows_them_and_nothing_for_none():
    assert "Example 1:\ntext 0" in block(SEEDS[:1])
    assert block([]) == ""
