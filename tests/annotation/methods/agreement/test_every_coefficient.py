"""What holds for every coefficient, on tables made by chance."""

import numpy as np
import pandas as pd
import pytest

from annotation.methods.agreement.patterns import patterns
from annotation.methods.agreement.percent import percent_agreement
from annotation.methods.agreement.registry import AGREEMENT
from tests.annotation.methods.agreement.tables import from_rows

EACH = pytest.mark.parametrize("method", AGREEMENT.values(), ids=AGREEMENT)


def by_chance(seed: int, *, people: int = 2, items: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, items)
    said = np.where(rng.random((people, items)) < 0.6, truth, rng.integers(0, 4, (people, items)))
    names = [f"person {n}" for n in range(people)]
    return pd.DataFrame(
        {"item": np.tile(np.arange(items), people), "annotator": np.repeat(names, items), "label": said.ravel()}
    )


def value(method, table: pd.DataFrame) -> float:
    found = method.compute(table).value
    assert found is not None
    return found


@EACH
@pytest.mark.parametrize("people", [2, 4])
def test_who_is_called_what_which_item_comes_first_and_what_labels_are_called_change_nothing(method, people):
    table = by_chance(people, people=people)
    names = dict(zip(table["annotator"].unique(), "zyxw", strict=False))
    turned = table.assign(
        annotator=table["annotator"].map(names),
        item=1000 - table["item"],
        label=table["label"].map(dict(enumerate("dbca"))),
    ).sample(frac=1, random_state=0)
    assert value(method, turned) == pytest.approx(value(method, table), abs=1e-12)


@EACH
def test_items_twice_as_often_change_no_mean(method):
    """All but alpha are means and shares; alpha's chance is drawn without replacement, so it moves by 1 / n."""
    table = by_chance(7)
    twice = pd.concat([table, table.assign(item=table["item"] + 1000)])
    far = 0.01 if method.id == "krippendorff_alpha" else 1e-12
    assert value(method, twice) == pytest.approx(value(method, table), abs=far)


@EACH
def test_the_last_answer_of_a_person_counts(method):
    table = by_chance(3)
    first = table.assign(label=(table["label"] + 1) % 4)
    assert value(method, pd.concat([first, table])) == value(method, table)


@EACH
def test_one_label_only_and_all_missing_are_told(method):
    alike = from_rows("11", "11")
    found = method.compute(alike)
    assert (found.value, found.reason) == ((1, "") if method.id == "percent" else (None, "no variation"))
    missing = by_chance(1).assign(label=None)
    assert method.compute(missing).reason == "needs two annotators on one item"


@EACH
def test_the_same_table_gives_the_same_interval(method):
    assert method.compute(by_chance(5)) == method.compute(by_chance(5))


@pytest.mark.parametrize("label", range(4))
def test_an_item_on_which_all_agree_never_lowers_equal_answers(label):
    table = by_chance(9, people=3)
    more = pd.DataFrame({"item": 5000, "annotator": table["annotator"].unique(), "label": label})
    assert percent_agreement(pd.concat([table, more])).value > percent_agreement(table).value


def test_items_with_the_same_answers_are_one_pattern():
    """Units 0 and 3 hold 1 and 2, in either order; 1 holds 1 alone, 2 holds 1, 1, 2."""
    units, codes = np.array([0, 0, 1, 2, 2, 2, 3, 3]), np.array([1, 2, 1, 2, 1, 1, 2, 1])
    found = patterns(units, codes)
    held = {tuple(codes[found.rows[found.of == one]]): int(times) for one, times in enumerate(found.times)}
    assert held == {(1, 2): 2, (1,): 1, (1, 1, 2): 1}


def test_patterns_of_many_tables_are_those_of_counting():
    rng = np.random.default_rng(2)
    for _table in range(30):
        units, codes = rng.integers(0, 20, 60), rng.integers(0, 3, 60)
        wanted: dict = {}
        for unit in np.unique(units):
            key = tuple(sorted(codes[units == unit].tolist()))
            wanted[key] = wanted.get(key, 0) + 1
        found = patterns(units, codes)
        held = {tuple(sorted(codes[found.rows[found.of == n]].tolist())): int(t) for n, t in enumerate(found.times)}
        assert held == wanted
