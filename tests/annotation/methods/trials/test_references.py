"""What people say by a draft and what they had said before are told apart, and a verdict says which it rests on."""

import pandas as pd
import pytest

from annotation.methods.trials.basis import BASE, BOTH, DRAFT, rests_on
from annotation.methods.trials.references import by_reference

COLUMNS = ["item", "by_base", "by_draft", "before", "after"]
#: Ten items that people answered by both codebooks. The draft calls four of the old `no` `yes`; the model follows it.
ASKED = [
    *[("yes", "yes", "yes", "yes")] * 3,  # nothing changes
    *[("no", "yes", "no", "yes")] * 4,  # the meaning changed, and the model with it
    *[("no", "no", "yes", "no")] * 2,  # the model was wrong, and is right by the draft
    ("no", "no", "no", "yes"),  # the model was right, and is wrong by the draft
]
OTHERS = [("yes", "", "yes", "yes"), ("no", "", "no", "yes")]


def table(rows, weight=1.0):
    return pd.DataFrame([(n, *row) for n, row in enumerate(rows)], columns=COLUMNS).assign(weight=weight)


def test_each_reference_has_its_own_figures_reckoned_by_hand():
    """By the draft: right before 3 + 4 + 1 = 8 of 10, after 3 + 4 + 2 = 9 of 10, 2 mended, 1 broken.
    By the version in force on the same items: after 3 + 2 = 5 of 10, 2 mended, 4 + 1 = 5 broken.
    The two others: right before both, after one."""
    draft, same, others = by_reference(table([*ASKED, *OTHERS]))
    assert [one.name for one in (draft, same, others)] == ["draft", "same", "others"]
    assert (draft.before.value, draft.after.value, draft.difference.n) == (0.8, 0.9, 10)
    assert draft.counts == {"both": 7, "before": 1, "after": 2, "neither": 0}
    assert (same.before.value, same.after.value) == (0.8, 0.5)
    assert same.counts == {"both": 3, "before": 5, "after": 2, "neither": 0}
    assert (others.before.value, others.after.value, others.after.n) == (1.0, 0.5, 2)


def test_the_difference_is_of_pairs_with_newcombe_s_interval():
    """Newcombe 1998, method 10: both 7, before 1, after 2, neither 0. Wilson's limits of 9/10 are .5958 and .9821, of
    8/10 .4902 and .9433; phi = (7 * 0 - 1 * 2) / sqrt(8 * 2 * 9 * 1) = -1/6. Below: a = .3042, b = .1433, so
    sqrt(.3042^2 + .3042 * .1433 / 3 + .1433^2) = .3573; above: a = .0821, b = .3098, sqrt(...) = .3336."""
    draft = by_reference(table(ASKED))[0].difference
    assert draft.value == pytest.approx(0.1)
    assert (draft.low, draft.high) == (pytest.approx(0.1 - 0.3573, abs=5e-4), pytest.approx(0.1 + 0.3336, abs=5e-4))


def test_a_kind_of_answers_that_is_not_there_has_no_row():
    assert [one.name for one in by_reference(table(ASKED))] == ["draft", "same"]
    assert [one.name for one in by_reference(table(OTHERS))] == ["others"]
    assert by_reference(table([]).astype({"weight": float})) == []


def test_weights_weigh():
    """A right item that stands for three and a wrong one that stands for one: 75%."""
    rows = table([("yes", "yes", "yes", "yes"), ("yes", "yes", "yes", "no")], weight=[1.5, 0.5])
    assert by_reference(rows)[0].after.value == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("by_draft", "others", "basis"),
    [(0, 30, BASE), (1, 29, BOTH), (19, 11, BOTH), (20, 10, DRAFT), (30, 0, DRAFT), (12, 0, DRAFT), (0, 0, BASE)],
)
def test_twenty_answers_by_the_draft_stand_alone(by_draft, others, basis):
    assert rests_on(by_draft, others) == basis


def test_figures_of_the_same_items_side_by_side_never_leave_others_out():
    assert rests_on(25, 5, enough=None) == BOTH
    with pytest.raises(ValueError, match="not negative"):
        rests_on(-1, 5)
