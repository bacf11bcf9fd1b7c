import subprocess
import sys
from random import Random

import numpy as np
import pytest

from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.registry import SELECTORS
from generation.methods.demonstrations.words import WORDS

VECTORS = np.random.default_rng(0).normal(size=(40, 6))
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
POOL = Pool(
    [f"{i:02d}" for i in range(40)],
    labels=["a" if row[0] > 0.2 * row[1] else "b" for row in VECTORS],
    vectors=VECTORS,
    tokens=[10] * 40,
    machine=[i % 2 for i in range(40)] > np.zeros(40),
    groups=["x", "y"] * 20,
    complexity=np.arange(40),
    confidence=np.arange(40),
)
WANT = Want(group="x", query=VECTORS[0], reference=POOL)


@pytest.mark.parametrize("id", SELECTORS)
def test_each_can_be_named_by_a_recipe_and_chooses_rows_of_the_pool(id):
    rows = SELECTORS[id].select(POOL, WANT, 4, Random(0))
    ids = [row.id for row in rows]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= set(POOL.ids)
    assert all(row.why for row in rows)
    assert rows or id == "student_errors"
    assert rows == SELECTORS[id].select(POOL, WANT, 4, Random(0))


@pytest.mark.parametrize("id", SELECTORS)
def test_an_empty_pool_gives_nothing(id):
    assert SELECTORS[id].select(POOL.take([]), WANT, 4, Random(0)) == []


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match="nearest needs vectors, query"):
        SELECTORS["nearest"].select(Pool(["a"]), Want(), 3, Random(0))
    with pytest.raises(ValueError, match="random needs tokens"):
        SELECTORS["random"].select(Pool(["a"]), Want(tokens=9), 3, Random(0))
    with pytest.raises(ValueError, match="at least 1"):
        SELECTORS["random"].select(POOL, WANT, 0, Random(0))


def test_settings_reach_the_selector():
    first = SELECTORS["nearest"].select(POOL, WANT, 3, Random(0), nearest_last=False)
    assert first == SELECTORS["nearest"].select(POOL, WANT, 3, Random(0))[::-1]
    with pytest.raises(TypeError):
        SELECTORS["nearest"].select(POOL, WANT, 3, Random(0), farthest=True)


def test_each_has_words_that_a_page_can_show_without_numpy():
    assert list(WORDS.keys() - SELECTORS.keys()) == []
    assert all(selector.line.endswith(".") for selector in SELECTORS.values())
    code = "import sys; import generation.methods.demonstrations.words; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
