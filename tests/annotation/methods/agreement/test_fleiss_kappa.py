import pytest

from annotation.methods.agreement.fleiss_kappa import UNEQUAL, fleiss_kappa
from tests.annotation.methods.agreement.tables import CANONICAL, EMPTY, FOURTEEN_RATERS, from_rows


def test_it_reproduces_the_table_of_fourteen_raters():
    result = fleiss_kappa(FOURTEEN_RATERS)
    assert result.value == pytest.approx(0.209931, abs=1e-6)
    assert (result.items, result.answers) == (10, 140)


def test_it_refuses_unequal_numbers_of_answers():
    assert fleiss_kappa(CANONICAL).reason == UNEQUAL


def test_it_says_why_there_is_no_value():
    assert fleiss_kappa(EMPTY).reason == "needs two annotators on one item"
    assert fleiss_kappa(from_rows("11", "11")).reason == "no variation"
