"""What every method does with tables that say little or nothing: a word or no label, never an error or a guess."""

import pandas as pd
import pytest

from annotation.methods.aggregation.choosing import choose
from annotation.methods.aggregation.dawid_skene import ALONE
from annotation.methods.aggregation.registry import AGGREGATION
from annotation.methods.aggregation.report import ALIKE, NO_OVERLAP, NOBODY, report

EACH = pytest.mark.parametrize("method", AGGREGATION.values(), ids=AGGREGATION)


def table(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "annotator", "label"])


MISSING = table((1, "ann", None), (1, "ben", None), (2, "ann", None))


@EACH
@pytest.mark.parametrize("labels", [table(), MISSING], ids=["no row", "no label"])
def test_of_nobody_s_answers_no_label_follows(method, labels):
    found = method.compute(labels).labels()
    assert found["item"].tolist() == sorted(set(labels["item"]))
    assert found["label"].isna().all()
    assert found["probability"].isna().all()
    assert choose(labels).best == "majority"


@EACH
def test_a_person_alone_has_their_answers_and_it_says_so(method):
    found = method.compute(table((1, "ann", "a"), (2, "ann", "b")))
    assert found.labels()["label"].tolist() == ["a", "b"]
    assert method.id == "majority" or found.notes == [ALONE]


@EACH
def test_a_tie_that_nothing_breaks_is_left_where_that_is_asked_for(method):
    tie = table(*((item, name, "ab"[(item + turn) % 2]) for item in range(6) for turn, name in enumerate("xy")))
    found = method.compute(tie, ties="abstain")
    assert found.labels()["label"].isna().all()


@EACH
def test_a_missing_answer_is_none_of_any_label(method):
    """With or without the rows that say nothing it comes to the same."""
    said = table(*((item, name, "ab"[item % 2]) for item in range(12) for name in "xyz"), (1, "w", "a"), (2, "w", "b"))
    silent = table(*((item, "v", None) for item in range(12)))
    one, two = (method.compute(each).labels() for each in (said, pd.concat([said, silent], ignore_index=True)))
    assert one["label"].tolist() == two["label"].tolist()
    assert two["probability"].tolist() == pytest.approx(one["probability"].tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (table(), NOBODY),
        (MISSING, NOBODY),
        (table((1, "ann", "a"), (2, "ann", "b")), ALONE),
        (table((1, "ann", "a"), (2, "ben", "b")), NO_OVERLAP),
        (table((1, "ann", "a"), (1, "ben", None), (2, "ben", "b")), NO_OVERLAP),
        (table((1, "ann", "a"), (1, "ben", "a"), (2, "ann", "b")), ALIKE),
    ],
    ids=["nobody", "no label", "one annotator", "no overlap", "a second person without a label", "one label"],
)
def test_the_report_says_why_it_tells_nothing(labels, reason):
    found = report(labels, gold={}, names=["a", "b"])
    assert found["reason"] == reason
    assert "voices" not in found
