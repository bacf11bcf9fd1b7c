from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest

from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from tests.annotation.methods.agreement.tables import CANONICAL, EMPTY, FOURTEEN_RATERS, from_rows

THREE_OBSERVERS = from_rows(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
SHARED = Path(__file__).parents[5] / "shared" / "data"


@pytest.mark.parametrize(
    ("table", "scale", "value"),
    [
        (CANONICAL, "nominal", 0.743421),
        (CANONICAL, "ordinal", 0.815388),
        (CANONICAL, "interval", 0.849107),
        (CANONICAL, "ratio", 0.797403),
        (from_rows("aabbdcccedda", "babbbccceddd", kind=str), "nominal", 0.691964),
        (from_rows("0100000010", "1110010000"), "nominal", 0.095238),
        (THREE_OBSERVERS, "nominal", 0.691358),
        (THREE_OBSERVERS, "interval", 0.810845),
        (FOURTEEN_RATERS, "nominal", 0.215574),
        (FOURTEEN_RATERS, "ordinal", 0.540750),
    ],
)
def test_it_reproduces_published_tables(table, scale, value):
    assert krippendorff_alpha(table, scale=scale).value == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval", "ratio"])
def test_it_equals_the_krippendorff_package(scale):
    rng = np.random.default_rng(3)
    truth = rng.integers(1, 6, 200)
    wide = np.where(rng.random((5, 200)) < 0.7, truth, rng.integers(1, 6, (5, 200))).astype(float)
    wide[rng.random((5, 200)) < 0.4] = np.nan
    table = pd.DataFrame(wide).rename_axis("annotator").reset_index().melt("annotator", var_name="item")
    result = krippendorff_alpha(table.rename(columns={"value": "label"}), scale=scale)
    assert result.value == pytest.approx(krippendorff.alpha(wide, level_of_measurement=scale))
    assert result.low < result.value < result.high


def test_it_says_why_there_is_no_value():
    assert krippendorff_alpha(EMPTY).reason == "needs two annotators on one item"
    assert krippendorff_alpha(from_rows("12..", "..12")).reason == "needs two annotators on one item"
    assert krippendorff_alpha(from_rows("111", "111")).reason == "no variation"


def test_an_item_answered_once_does_not_count():
    assert krippendorff_alpha(from_rows("121", "12.")).items == 2


def test_the_order_of_rows_changes_nothing():
    shuffled = CANONICAL.sample(frac=1, random_state=0)
    assert krippendorff_alpha(shuffled).value == pytest.approx(krippendorff_alpha(CANONICAL).value)


@pytest.mark.parametrize(("name", "value"), [("bluebird", 0.125501), ("dog", 0.519418), ("facteval", 0.703352)])
def test_it_agrees_with_the_crowds_that_were_measured(name, value):
    path = SHARED / f"crowd_{name}" / "labels.csv"
    if not path.exists():
        pytest.skip(f"shared data is not here: crowd_{name}")
    table = pd.read_csv(path).rename(columns={"worker": "annotator"})
    assert krippendorff_alpha(table).value == pytest.approx(value, abs=1e-6)
