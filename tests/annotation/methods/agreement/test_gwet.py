import pytest

from annotation.methods.agreement.gwet import gwet_ac1
from tests.annotation.methods.agreement.tables import CANONICAL, EMPTY, FOURTEEN_RATERS, from_joint, from_rows


@pytest.mark.parametrize(
    ("table", "weights", "value"),
    [
        (CANONICAL, "", 0.775444),
        (CANONICAL, "linear", 0.858739),
        (CANONICAL, "quadratic", 0.914001),
        (FOURTEEN_RATERS, "", 0.225614),
    ],
)
def test_it_reproduces_published_values(table, weights, value):
    found = gwet_ac1(table, weights=weights)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert found.low < value < found.high


def test_a_label_that_is_nearly_always_given_does_not_turn_it_upside_down():
    """118, 5, 2, 0: people agree on .944 of the items and Cohen's kappa is -.02."""
    assert gwet_ac1(from_joint([[118, 5], [2, 0]])).value == pytest.approx(0.9408, abs=5e-5)


def test_an_item_with_one_answer_tells_how_frequent_labels_are_and_is_not_counted():
    found = gwet_ac1(CANONICAL)
    assert (found.items, found.answers) == (11, 40)
    alone = CANONICAL[CANONICAL.groupby("item")["item"].transform("size") >= 2]
    assert gwet_ac1(alone).value != pytest.approx(found.value, abs=1e-6)


def test_a_point_of_the_scale_that_nobody_gave_is_one_of_the_points():
    """By hand: p_a = 1 - (1/4) / 2, of five points; pi = (3/4, 1/4 at the next), T = 5 + 2 (4 .75 + 3 .5 + 2 .25)."""
    table = from_rows("11", "12")
    chance = (5 + 2 * (4 * 0.75 + 3 * 0.5 + 2 * 0.25)) / 20 * 2 * 0.75 * 0.25
    found = gwet_ac1(table, weights="linear", points=[1, 2, 3, 4, 5])
    assert found.value == pytest.approx((0.875 - chance) / (1 - chance))


def test_it_says_why_there_is_no_value():
    assert gwet_ac1(EMPTY).reason == "needs two annotators on one item"
    assert gwet_ac1(from_rows("12..", "..12")).reason == "needs two annotators on one item"
    assert gwet_ac1(from_rows("111", "111")).reason == "no variation"
    with pytest.raises(ValueError, match="weights must be one of"):
        gwet_ac1(CANONICAL, weights="cubic")
