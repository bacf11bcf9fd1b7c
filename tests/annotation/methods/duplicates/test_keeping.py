"""Which row of a group stays (curation.md 1.6)."""

import numpy as np
import pytest

from annotation.methods.duplicates.keeping import Rows, centrality, copies, keepers, together
from annotation.methods.duplicates.words import CENTRAL, FIRST, LONGEST, PEOPLE, RULES

TEXTS = [
    "a slow film about the north",
    "else",
    "a slow film about the north and its people",
    "a slow film about the north!",
]
ROWS = Rows(np.array([0, 1, 0, 0]), TEXTS, np.array([2, 2, 2, 2]), np.array([0.4, np.nan, np.nan, 0.1]))
NOBODY = {name: np.zeros(4, dtype=bool) for name in ("chosen", "ruled", "all_stay")}


def kept(rule: str, rows: Rows = ROWS) -> list[int]:
    return keepers(rule, rows).tolist()


def test_each_rule_keeps_its_row_and_one_alone_keeps_itself():
    assert kept(FIRST) == [0, 1, 0, 0]
    assert kept(LONGEST) == [2, 1, 2, 2]
    assert kept(PEOPLE) == [3, 1, 3, 3], "the least chance of a wrong label; where none is known, last"
    assert kept(CENTRAL) == [0, 1, 0, 0], "of two that are equal the first"


def test_what_people_answered_stays_before_any_chance():
    rows = Rows(ROWS.groups, TEXTS, np.array([2, 2, 1, 2]), ROWS.wrong)
    assert kept(PEOPLE, rows) == [2, 1, 2, 2]
    assert kept(FIRST, rows) == [0, 1, 0, 0]


def test_the_most_central_is_most_like_the_others():
    texts = ["one two three four five", "one two three four six", "one two three seven six"]
    likeness = centrality(np.array([0, 0, 0]), texts)
    assert likeness.argmax() == 1
    assert centrality(np.array([0, 1]), texts[:2]).tolist() == [0, 0]


@pytest.mark.parametrize("rule", RULES)
def test_one_of_each_group_stays_whatever_the_rule(rule):
    chance = np.random.default_rng(0)
    groups = chance.integers(0, 40, 200)
    rows = Rows(groups, [f"text {number}" for number in groups], chance.integers(0, 3, 200), chance.random(200))
    keeper = keepers(rule, rows)
    assert (groups[keeper] == groups).all()
    assert len(set(keeper.tolist())) == len(set(groups.tolist()))
    none = {name: np.zeros(200, dtype=bool) for name in NOBODY}
    assert (copies(groups, np.zeros(200, dtype=int), keeper, **none) < 0).sum() == len(set(groups.tolist()))


def test_a_group_with_two_labels_is_never_thinned_out_by_a_rule():
    keeper = keepers(FIRST, ROWS)
    assert copies(ROWS.groups, np.array([0, 0, 0, 1]), keeper, **NOBODY).tolist() == [-1] * 4
    assert copies(ROWS.groups, np.array([0, 0, 0, -1]), keeper, **NOBODY).tolist() == [-1, -1, 0, 0]


def test_a_person_settles_it():
    keeper, labels = keepers(FIRST, ROWS), np.array([0, 0, 0, 1])
    chosen = NOBODY | {"chosen": np.array([False, False, False, True]), "ruled": np.array([True, False, True, True])}
    assert copies(ROWS.groups, labels, keeper, **chosen).tolist() == [3, -1, 3, -1]
    seen = chosen | {"ruled": np.array([True, False, False, True])}
    assert copies(ROWS.groups, labels, keeper, **seen).tolist() == [3, -1, -1, -1], "row 2 came later"
    every = NOBODY | {"all_stay": np.array([True, False, True, True])}
    assert copies(ROWS.groups, np.zeros(4, dtype=int), keeper, **every).tolist() == [-1] * 4


def test_an_unknown_rule_and_no_rows():
    with pytest.raises(ValueError, match="shortest"):
        keepers("shortest", ROWS)
    nothing = Rows(np.zeros(0, dtype=int), [], np.zeros(0), np.zeros(0))
    assert keepers(CENTRAL, nothing).tolist() == []
    assert together(np.zeros(0, dtype=int)) == []
