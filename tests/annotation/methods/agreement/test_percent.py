import pandas as pd
import pytest

from annotation.methods.agreement.percent import percent_agreement
from tests.annotation.methods.agreement.tables import CANONICAL, EMPTY, FOURTEEN_RATERS, from_joint, from_rows


@pytest.mark.parametrize(
    ("table", "value"),
    [(CANONICAL, 0.818182), (FOURTEEN_RATERS, 0.378022), (from_joint([[20, 5], [10, 15]]), 0.7)],
)
def test_it_reproduces_published_tables(table, value):
    result = percent_agreement(table)
    assert result.value == pytest.approx(value, abs=1e-6)
    assert result.low < value < result.high


def test_it_says_why_there_is_no_value():
    assert percent_agreement(EMPTY).reason == "needs two annotators on one item"
    assert percent_agreement(from_rows("12.", "..3")).value is None


def test_it_counts_the_last_answer_of_a_person():
    table = from_rows("12", "13")
    again = table.iloc[[0]].assign(annotator=1, item=1, label=2)
    assert percent_agreement(table).value == 0.5
    assert percent_agreement(pd.concat([table, again])).value == 1.0
