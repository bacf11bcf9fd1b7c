"""What one person's answers do to the agreement of all: by name, never a rank."""

import numpy as np
import pandas as pd
import pytest

from annotation.methods.agreement.distances import masi_distance
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.leave_one_out import leave_one_out
from tests.annotation.methods.agreement.tables import CANONICAL, EMPTY, from_rows


@pytest.fixture(scope="module")
def odd_one() -> pd.DataFrame:
    """Three hundred items, each with two of four people; dora guesses."""
    rng = np.random.default_rng(5)
    rows = []
    for item, truth in enumerate(rng.integers(0, 3, 300)):
        for person in rng.choice(["anna", "ben", "carl", "dora"], 2, replace=False):
            right = person != "dora" and rng.random() < 0.95
            rows.append((item, person, int(truth if right else rng.integers(0, 3))))
    return pd.DataFrame(rows, columns=["item", "annotator", "label"])


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval"])
def test_it_is_alpha_of_the_table_without_their_answers(scale):
    found = {one.annotator: one for one in leave_one_out(CANONICAL, scale=scale)}
    assert list(found) == [0, 1, 2, 3]
    for person, one in found.items():
        wanted = krippendorff_alpha(CANONICAL[CANONICAL["annotator"] != person], scale=scale)
        assert (one.alpha.value, one.alpha.items) == (pytest.approx(wanted.value), wanted.items)
        if scale != "ordinal":  # ranks are those of the answers at hand
            assert one.difference == pytest.approx(wanted.value - krippendorff_alpha(CANONICAL, scale=scale).value)


def test_without_who_guesses_the_others_agree_more(odd_one):
    found = {one.annotator: one for one in leave_one_out(odd_one)}
    assert found["dora"].low > 0.1
    assert all(found[name].high < 0.05 for name in ("anna", "ben", "carl"))
    assert all(one.low <= one.difference <= one.high for one in found.values())
    assert found["dora"].items == (odd_one["annotator"] == "dora").sum()


def test_they_stand_in_the_order_of_their_names_and_no_more_than_asked_for(odd_one):
    assert [one.annotator for one in leave_one_out(odd_one)] == ["anna", "ben", "carl", "dora"]
    most = odd_one["annotator"].value_counts().index[:2]
    assert [one.annotator for one in leave_one_out(odd_one, most=2)] == sorted(most)


def test_a_distance_in_place_of_a_scale():
    sets = from_rows("aabbc", "abbbc", "aabca", kind=str).assign(
        label=lambda table: table["label"].map(lambda one: (one,))
    )
    by_sets, plain = leave_one_out(sets, distance=masi_distance), leave_one_out(sets)
    assert [one.difference for one in by_sets] == pytest.approx([one.difference for one in plain])


def test_it_says_why_there_is_no_value():
    assert leave_one_out(EMPTY) == []
    two = leave_one_out(from_rows("121", "122"))
    assert [(one.difference, one.alpha.reason) for one in two] == [(None, "needs two annotators on one item")] * 2
    alike = leave_one_out(from_rows("1112", "1111", "1111"))
    assert (alike[0].difference, alike[0].alpha.reason) == (None, "no variation")
