import numpy as np
import pytest
from sklearn.preprocessing import normalize

from generation.methods.students import neighbours
from generation.methods.students.neighbours import label_shares, nearest


def blobs(size, centres=4, dimensions=16):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, centres, size)
    return normalize(rng.normal(size=(centres, dimensions))[labels] * 3 + rng.normal(size=(size, dimensions))), labels


def test_neighbours_carry_the_label_of_their_blob():
    view, labels = blobs(400)
    shares = label_shares(nearest(view), labels, 4)
    assert (shares.argmax(axis=1) == labels).mean() > 0.9
    assert np.allclose(shares.sum(axis=1), 1)


def test_inverted_lists_find_nearly_the_same(monkeypatch):
    view, labels = blobs(3000)
    exact = label_shares(nearest(view), labels, 4)
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 1000)
    lists = label_shares(nearest(view), labels, 4)
    assert (exact.argmax(axis=1) == lists.argmax(axis=1)).mean() > 0.95


def test_neither_itself_nor_a_duplicate_is_a_neighbour():
    found = nearest(np.eye(3)[[0, 0, 1]] * 0.8 + np.array([0, 0, 0.6]), k=2)
    assert found.positions[0].tolist() == [2, -1]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_few_rows_have_few_neighbours(rows):
    view = normalize(np.random.default_rng(1).random((rows, 5))) if rows else np.zeros((0, 5))
    shares = label_shares(nearest(view), np.full(rows, -1), 2)
    assert shares.shape == (rows, 2)
    assert np.isnan(shares).all()


def test_a_row_of_zeros_has_no_neighbours():
    view = np.vstack([np.zeros(4), np.eye(4), np.full((1, 4), 0.5)])
    assert (nearest(view, k=3).positions[0] == -1).all()
