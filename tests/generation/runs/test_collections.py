"""While a run is worked on, the garbage collector leaves out what was loaded before, and walks seldom."""

import gc

import pytest

from generation.runs.actions.worker import NEW_OBJECTS, _short_collections


@pytest.fixture(autouse=True)
def _as_before():
    gc.unfreeze()  # the tests leave out what they loaded (tests/conftest.py)
    yield
    gc.freeze()


def test_what_is_loaded_is_left_out_until_the_run_ends():
    loaded, seldom = len(gc.get_objects()), gc.get_threshold()
    with _short_collections():
        assert gc.get_freeze_count() > loaded / 2
        assert len(gc.get_objects()) < loaded / 10
        assert gc.get_threshold() == (NEW_OBJECTS, *seldom[1:])
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == seldom


def test_what_was_left_out_before_stays_so():
    gc.freeze()
    left_out = gc.get_freeze_count()
    with _short_collections():
        assert abs(gc.get_freeze_count() - left_out) < left_out / 100
    assert abs(gc.get_freeze_count() - left_out) < left_out / 100
