"""A question whose every answer is its own, such as a text: what is counted may not grow with the pairs of answers."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from annotation.methods.agreement.cohen_kappa import pair_kappas
from annotation.methods.agreement.registry import AGREEMENT

ITEMS = 2000
MEGABYTES = 150


@pytest.fixture
def limited():
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    assert peak < MEGABYTES


@pytest.fixture
def texts() -> pd.DataFrame:
    """Two thousand items that two people answered in words of their own; ten of them alike."""
    item = np.tile(np.arange(ITEMS), 2)
    person = np.repeat(["anna", "ben"], ITEMS)
    label = [f"{who} on {one}" if one >= 10 else f"on {one}" for one, who in zip(item, person, strict=True)]
    return pd.DataFrame({"item": item, "annotator": person, "label": label})


@pytest.mark.parametrize("key", AGREEMENT)
def test_two_thousand_items_of_which_ten_have_equal_answers(texts, limited, key):
    found = AGREEMENT[key].compute(texts)
    assert found.value == pytest.approx(10 / ITEMS, abs=3e-4)
    assert found.low <= found.value <= found.high


def test_the_pairs_with_the_most_items_are_told_and_no_other_is_counted_out(limited):
    """Two hundred people are 19,900 pairs."""
    item = np.repeat(np.arange(4000), 2)
    rng = np.random.default_rng(0)
    first = rng.integers(0, 200, 4000)
    second = (first + rng.integers(1, 200, 4000)) % 200
    people = np.column_stack([first, second]).ravel()
    table = pd.DataFrame({"item": item, "annotator": people, "label": rng.integers(0, 3, 8000)})
    often = pd.DataFrame({"item": np.repeat(np.arange(4000, 4100), 2), "annotator": [3, 7] * 100, "label": 1})
    found = pair_kappas(pd.concat([table, often]), most=5)
    assert [(pair.left, pair.right) for pair in found[:1]] == [(3, 7)]
    assert len(found) == 5
    sizes = [pair.coefficient.items for pair in found]
    assert sizes == sorted(sizes, reverse=True)
