from random import Random

import pytest

from generation.methods.demonstrations import at_random, mixed_label
from generation.methods.demonstrations.pool import Pool, Want

LABELS = ["a"] * 60 + ["b"] * 30 + ["c"] * 10
POOL = Pool([f"{i:03d}" for i in range(101)], labels=[*LABELS, ""])
BY_ID = dict(zip(POOL.ids, POOL.labels, strict=True))


def share_of_mixed_prompts(select):
    want = [Want(label=label, turn=turn) for turn, label in enumerate(["a", "b", "c"] * 1000)]
    prompts = [{BY_ID[row.id] for row in select(POOL, one, 2, Random(one.turn))} for one in want]
    assert all("" not in labels for labels in prompts)
    return sum(len(labels) >= 2 for labels in prompts) / len(prompts)


def test_labels_are_mixed_as_often_as_their_shares_say():
    assert share_of_mixed_prompts(mixed_label.select) == pytest.approx(1 - (0.36 + 0.09 + 0.01), abs=0.03)


def test_drawing_the_label_that_is_asked_for_mixes_none():
    assert share_of_mixed_prompts(at_random.select) == 0
