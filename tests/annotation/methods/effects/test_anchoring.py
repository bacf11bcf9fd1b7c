"""Anchoring on tables whose answer can be reckoned by hand, and what must not change it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.methods.columns import ColumnsError
from annotation.methods.effects.anchoring import (
    FEW_OF_A_LABEL,
    FEW_PEOPLE,
    MANY_CHANCES,
    NO_BOTH,
    ONE_LABEL,
    by_person,
    contrast,
    label_shift,
    over_people,
)
from annotation.methods.effects.difference import newcombe
from annotation.methods.effects.estimate import NO_BLIND, NO_SHOWN


def arms(shown, blind, *, chance=0.15, person="anna") -> pd.DataFrame:
    """(so, n) of each arm as rows."""
    rows = [(person, True, chance, i < shown[0]) for i in range(shown[1])]
    rows += [(person, False, chance, i < blind[0]) for i in range(blind[1])]
    return pd.DataFrame(rows, columns=["person", "shown", "chance", "so"])


def numbers(estimate):
    return estimate.value, estimate.low, estimate.high


def test_one_chance_is_newcombes_difference():
    found = contrast(arms((56, 70), (48, 80)))
    assert (found.shown.count, found.shown.n, found.blind.count, found.blind.n) == (56, 70, 48, 80)
    assert found.shown.value == pytest.approx(0.8)
    assert numbers(found.difference) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "reason"),
    [(arms((3, 5), (0, 0)), NO_BLIND), (arms((0, 0), (3, 5)), NO_SHOWN), (arms((0, 0), (0, 0)), NO_SHOWN)],
)
def test_an_empty_arm_is_named_instead_of_a_number(table, reason):
    found = contrast(table).difference
    assert (found.value, found.low, found.reason, found.n) == (None, None, reason, len(table))


def test_what_changed_between_two_chances_is_not_taken_for_the_suggestions_doing():
    """Easy times had few blind answers, hard times many: pooled, that alone would look like thirty points."""
    table = pd.concat([arms((90, 100), (9, 10), chance=0.1), arms((5, 10), (50, 100), chance=0.9)])
    assert contrast(table).shown.value - contrast(table).blind.value > 0.3
    assert contrast(table).difference.value == pytest.approx(0.0)
    assert contrast(table).difference.low < 0 < contrast(table).difference.high


def test_chances_with_one_arm_each_say_nothing_together():
    table = pd.concat([arms((9, 10), (0, 0), chance=0.1), arms((0, 0), (5, 10), chance=0.2)])
    assert contrast(table).difference.reason == NO_BOTH


def test_each_person_has_their_own_interval_in_the_order_of_their_names():
    table = pd.concat([arms((9, 10), (1, 10), person="zoe"), arms((5, 10), (5, 10), person="anna")])
    found = by_person(table)
    assert list(found) == ["anna", "zoe"]
    expected = newcombe(9, 10, 1, 10)
    assert numbers(found["zoe"].difference) == pytest.approx(numbers(expected))


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(ColumnsError, match="chance"):
        contrast(pd.DataFrame({"person": [], "shown": [], "so": []}))


tables = st.lists(
    st.tuples(st.sampled_from("abcd"), st.booleans(), st.sampled_from([0.15, 0.3]), st.booleans()), max_size=60
).map(lambda rows: pd.DataFrame(rows, columns=["person", "shown", "chance", "so"]))


@settings(deadline=None)
@given(tables, st.randoms())
def test_order_and_names_change_nothing(table, chance):
    shuffled = table.sample(frac=1, random_state=chance.randrange(2**32)) if len(table) else table
    renamed = shuffled.assign(person=shuffled["person"].map({"a": "d", "b": "a", "c": "zz", "d": "c"}))
    assert contrast(renamed) == contrast(table)
    if len(table):
        assert by_person(renamed).get("d") == by_person(table).get("a")


@settings(deadline=None)
@given(tables)
def test_arms_taken_for_each_other_turn_the_sign(table):
    found, turned = contrast(table).difference, contrast(table.assign(shown=~table["shown"].astype(bool))).difference
    if found.value is None:
        assert turned.value is None
    else:
        assert numbers(found) == pytest.approx((-turned.value, -turned.high, -turned.low))
        assert found.low <= found.value <= found.high


labelled = st.lists(st.tuples(st.sampled_from("xyz"), st.booleans()), min_size=1, max_size=80)


@settings(deadline=None)
@given(labelled, st.permutations("xyz"))
def test_labels_by_other_names_shift_alike(rows, names):
    table = pd.DataFrame(rows, columns=["label", "shown"]).assign(person="anna", chance=0.15)
    other = dict(zip("xyz", names, strict=True))
    found, renamed = label_shift(table), label_shift(table.assign(label=table["label"].map(other)))
    assert {other[name]: one for name, one in found.labels.items()} == renamed.labels
    assert (found.reason, found.p is None) == (renamed.reason, renamed.p is None)
    if found.p is not None:
        assert (found.chi2, found.p) == pytest.approx((renamed.chi2, renamed.p))


def shift_table(shown: dict, blind: dict) -> pd.DataFrame:
    rows = [(True, label) for label, n in shown.items() for _ in range(n)]
    rows += [(False, label) for label, n in blind.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["shown", "label"]).assign(person="anna", chance=0.15)


def test_the_test_of_labels_is_pearsons():
    found = label_shift(shift_table({"x": 20, "y": 5}, {"x": 10, "y": 15}))
    # 50 answers, (20 * 15 - 5 * 10)^2 * 50 / (25 * 25 * 30 * 20)
    assert found.chi2 == pytest.approx(250**2 * 50 / (25 * 25 * 30 * 20))
    assert found.p == pytest.approx(0.003892, abs=1e-6)
    assert found.labels["x"].difference.value == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (shift_table({"x": 20, "y": 1}, {"x": 10, "y": 1}), FEW_OF_A_LABEL),
        (shift_table({"x": 20}, {"x": 10}), ONE_LABEL),
        (shift_table({"x": 20}, {}), NO_BLIND),
        (shift_table({}, {"x": 20}), NO_SHOWN),
        (shift_table({}, {}), NO_SHOWN),
        (
            shift_table({"x": 20, "y": 9}, {"x": 10, "y": 9}).assign(chance=lambda t: np.arange(len(t)) % 2 / 4 + 0.1),
            MANY_CHANCES,
        ),
    ],
)
def test_no_test_of_labels_where_it_would_not_hold(table, reason):
    found = label_shift(table)
    assert (found.chi2, found.p, found.reason) == (None, None, reason)


def crowd(people, effect):
    """`people` with sixty answers each, the suggestion moving the i-th by effect(i) points."""
    return pd.concat(arms((30 + effect(i), 50), (6, 10), person=f"p{i:02}") for i in range(people))


def test_people_like_these_need_ten_people():
    assert over_people(crowd(9, lambda i: 5)).reason == FEW_PEOPLE
    assert over_people(crowd(9, lambda i: 5)).value == pytest.approx(0.1)
    assert over_people(crowd(10, lambda i: 5)).low is not None


def test_people_whom_a_suggestion_moves_differently_widen_it_and_alike_ones_do_not():
    alike, unlike = over_people(crowd(12, lambda i: 5)), over_people(crowd(12, lambda i: (0, 10)[i % 2]))
    assert alike.value == pytest.approx(unlike.value)
    assert unlike.high - unlike.low > 3 * (alike.high - alike.low)


def test_without_an_arm_nothing_is_said_of_people_either():
    assert over_people(arms((3, 5), (0, 0))).reason == NO_BLIND
