import random

import pytest

from annotation.methods.signals.executions import expected_executions, undecided


@pytest.mark.parametrize(
    ("votes", "left", "wanted"),
    [
        ({}, 4, False),
        ({"a": 1}, 4, False),
        ({"a": 4}, 4, False),
        ({"a": 3, "b": 1}, 4, True),
        ({"a": 3, "b": 1}, 2, True),
        ({"a": 3, "b": 1}, 1, False),
        ({"a": 2, "b": 2}, 1, True),
        ({"a": 2, "b": 2}, 0, False),
        ({"a": 4, "b": 1, "c": 1}, 2, False),
    ],
)
def test_it_is_decided_where_all_agree_or_nothing_can_change_the_most_frequent(votes, left, wanted):
    assert undecided(votes, left) is wanted


def test_stopping_early_changes_no_majority_that_differed():
    """Over all that could have been said: what is decided early is what all executions would have said."""
    rng = random.Random(1)
    for _trial in range(2000):
        said = [rng.choice("aab") for _each in range(7)]
        votes = {}
        for place, label in enumerate(said, start=1):
            votes[label] = votes.get(label, 0) + 1
            if place >= 3 and len(votes) > 1 and not undecided(votes, 7 - place):
                break
        assert max(votes, key=votes.get) == max(set(said), key=said.count)


def test_most_rows_are_easy_so_about_half_is_saved():
    assert expected_executions(3, 7, 0.25) == 4.0
    assert expected_executions(3, 3, 0.25) == 3.0
