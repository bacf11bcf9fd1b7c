import random
from collections import Counter

import pytest

from annotation.methods.splits import SplitRow, assign_splits


def rows(count, labels=("yes", "no"), group=lambda i: None):
    return [SplitRow(i, f"hash-{i}", group(i), labels[i % len(labels)]) for i in range(count)]


def test_the_shares_hold_within_each_label():
    data = rows(1000, labels=("common", "common", "common", "rare"))
    parts = assign_splits(data)
    for label, size in (("common", 750), ("rare", 250)):
        counts = Counter(parts[row.id] for row in data if row.label == label)
        assert counts["train"] == pytest.approx(size * 0.8, abs=1)
        assert counts["test"] == pytest.approx(size * 0.1, abs=1)


def test_near_duplicates_stay_together():
    data = rows(600, group=lambda i: i // 3 if i < 300 else None)
    parts = assign_splits(data)
    assert all(len({parts[i], parts[i + 1], parts[i + 2]}) == 1 for i in range(0, 300, 3))
    assert Counter(parts.values())["train"] == pytest.approx(480, abs=6)


def test_it_depends_on_the_content_alone():
    data = rows(200, group=lambda i: i // 2)
    shuffled = random.Random(1).sample(data, 200)
    renumbered = [row._replace(id=row.id + 5000) for row in data]
    assert assign_splits(shuffled) == assign_splits(data)
    assert assign_splits(renumbered) == {i + 5000: part for i, part in assign_splits(data).items()}


def test_a_few_more_rows_move_few():
    before, after = assign_splits(rows(1000)), assign_splits(rows(1020))
    assert sum(before[i] != after[i] for i in before) < 20


def test_many_rare_labels_still_fill_every_part():
    data = [SplitRow(i, f"h{i}", None, f"label-{i // 2}") for i in range(400)]
    counts = Counter(assign_splits(data).values())
    assert 280 < counts["train"] < 360
    assert counts["validation"] > 15
    assert counts["test"] > 15


def test_few_rows_all_train():
    assert assign_splits([]) == {}
    for i in range(20):
        assert assign_splits([SplitRow(1, f"only-{i}", None, None)]) == {1: "train"}


def test_it_refuses_an_empty_part():
    with pytest.raises(ValueError, match="above zero"):
        assign_splits(rows(3), {"train": 1, "test": 0})
