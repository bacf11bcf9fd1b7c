"""Where texts lie on the map."""

import numpy as np
import pytest

from annotation.methods.map.layout import layout


def blobs(rows_each=60, dimensions=20, spread=0.15, seed=1):
    """Three groups of directions that have little in common."""
    rng = np.random.default_rng(seed)
    middles = np.eye(dimensions)[:3]
    view = np.concatenate([middle + rng.normal(0, spread, (rows_each, dimensions)) for middle in middles])
    view /= np.linalg.norm(view, axis=1, keepdims=True)
    return view.astype(np.float32), np.repeat(np.arange(3), rows_each)


def share_of_own(places, groups, k=5):
    """How many of each point's nearest points are of its group."""
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return float((groups[np.argsort(apart, axis=1)[:, :k]] == groups[:, None]).mean())


def test_texts_of_a_kind_lie_together():
    view, groups = blobs()
    places = layout(view)
    assert places.shape == (180, 2)
    assert share_of_own(places, groups) > 0.97
    assert share_of_own(np.random.default_rng(0).random((180, 2)), groups) < 0.5


def test_rows_that_are_no_landmarks_lie_with_their_kind():
    view, groups = blobs()
    assert share_of_own(layout(view, landmarks=40), groups) > 0.95


def test_every_place_is_on_the_square_and_the_same_seed_draws_the_same():
    view, _groups = blobs()
    places = layout(view, landmarks=60, random_state=3)
    assert places.min() >= 0
    assert places.max() <= 1
    assert np.array_equal(places, layout(view, landmarks=60, random_state=3))


def test_one_far_out_does_not_press_the_rest_together():
    view, _groups = blobs()
    lone = np.zeros((1, view.shape[1]), dtype=np.float32)
    lone[0, -1] = 1
    places = layout(np.concatenate([view, lone]))
    assert np.ptp(places[:-1], axis=0).max() > 0.8


def test_rows_without_words_have_no_place():
    view, _groups = blobs(rows_each=5)
    view[4] = 0
    places = layout(view)
    assert np.isnan(places[4]).all()
    assert not np.isnan(np.delete(places, 4, axis=0)).any()


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 5])
def test_few_rows_have_places(rows):
    places = layout(blobs()[0][:rows])
    assert places.shape == (rows, 2)
    assert not np.isnan(places).any()


def test_equal_rows_do_not_hide_each_other():
    view = np.tile(blobs()[0][:4], (50, 1))
    assert len(np.unique(layout(view, landmarks=20).round(4), axis=0)) > 100
