"""People who never differed: a share has an interval all the same, a coefficient of drawn items has none."""

import pandas as pd
import pytest

from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.percent import percent_agreement

ALIKE = pd.DataFrame(
    [(item, person, "ab"[item % 2]) for item in range(14) for person in ("anna", "ben")],
    columns=["item", "annotator", "label"],
)


def test_fourteen_equal_pairs_leave_room_for_differences():
    found = percent_agreement(ALIKE)
    assert found.value == found.high == 1
    assert found.low == pytest.approx(14 / (14 + 1.959964**2))  # Wilson's limit of 14 of 14


def test_drawing_items_again_says_nothing_where_none_differ():
    found = krippendorff_alpha(ALIKE)
    assert (found.value, found.low, found.high) == (1, None, None)
