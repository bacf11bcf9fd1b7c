from generation.methods.demonstrations.showing import to_label, to_write
from generation.methods.steps import Demonstration

SEEDS = [Demonstration(str(i), {"text": f"text {i}"}, {"topic": "a" if i % 2 else "b"}) for i in range(4)]


def test_the_block_shows_them_and_nothing_for_none():
    assert "Example 1:\ntext 0" in to_write(SEEDS[:1], ["b"], "b")
    assert to_write([], [], "b") == ""
    assert to_label([], []) == ""


def test_labels_are_told_where_they_differ_from_what_is_asked_for():
    assert "label:" not in to_write(SEEDS[:1], ["b"], "b")
    mixed = to_write(SEEDS[:2], ["b", "a"], "b")
    assert "text 0\nIts label: b" in mixed
    assert "text 1\nIts label: a" in mixed
    assert "Its label: b" in to_write(SEEDS[:1], ["b"], "a")


def test_before_an_item_to_label_each_is_fenced_and_has_its_label():
    assert "<text>\ntext 1\n</text>\nIts label: a" in to_label(SEEDS[1:2], ["a"])
