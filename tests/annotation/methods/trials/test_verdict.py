"""Go or no-go: what decides, and what too few items have a say in."""

import pandas as pd
import pytest

from annotation.methods.trials.measures import measures
from annotation.methods.trials.thresholds import FEWEST_OF_A_LABEL, Thresholds
from annotation.methods.trials.verdict import GO, NO_GO, checks, verdict_of, whole


def judged(**counts):
    """`counts`: label -> (items that people gave it, items of these that the model gave it). Others it calls "a"."""
    rows, labels = [], list(counts)
    for label, (items, right) in counts.items():
        rows += [(label, label if number < right else "a") for number in range(items)]
    table = pd.DataFrame(rows, columns=["reference", "said"]).assign(weight=1.0).rename_axis("item").reset_index()
    return checks(measures(table, labels), Thresholds())


def of_label(found, label):
    return next(one for one in found if one.label == label)


def test_a_label_with_one_item_decides_nothing():
    found = judged(a=(60, 60), b=(60, 60), c=(1, 0))
    rare, macro = of_label(found, "c"), found[0]
    assert (rare.value, rare.passed, rare.n) == (0.0, None, 1)
    assert (macro.what, macro.n, macro.passed) == ("macro_f1", 2, True)
    assert macro.value > 0.98  # with c it would be two thirds
    assert verdict_of(found) == GO


def test_from_the_floor_on_it_decides():
    below = judged(a=(60, 60), c=(FEWEST_OF_A_LABEL - 1, 0))
    at = judged(a=(60, 60), c=(FEWEST_OF_A_LABEL, 0))
    assert (of_label(below, "c").passed, verdict_of(below)) == (None, GO)
    assert (of_label(at, "c").passed, verdict_of(at)) == (False, NO_GO)


def test_where_no_label_has_enough_nothing_is_passed():
    found = judged(a=(4, 4), b=(4, 4))
    assert (found[0].value, found[0].passed) == (None, None)
    assert verdict_of(found) != GO


def test_a_label_that_nobody_has_is_told_apart_from_one_that_few_have():
    found = judged(a=(60, 60), b=(0, 0), c=(2, 2))
    assert [(one.label, one.n, one.passed) for one in found[2:]] == [("a", 60, True), ("b", 0, None), ("c", 2, None)]


def test_no_label_below_the_floor_can_turn_a_verdict():
    """Whatever the model says of up to four items of a label, go stays go: the agreement is of all items."""
    for few in range(1, FEWEST_OF_A_LABEL):
        verdicts = {verdict_of(judged(a=(100, 100), b=(100, 100), c=(few, right))) for right in range(few + 1)}
        assert verdicts == {GO}


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (["go"], "go"),
        (["go", "no_go"], "no_go"),
        (["too_few", "no_go"], "no_go"),
        (["too_few", "go"], "too_few"),  # the question that leads cannot be told: the others are no go for it
        (["go", "too_few"], "too_few"),
        (["go", ""], "go"),  # nothing was asked for of the second
        ([""], "too_few"),
        ([], "too_few"),
    ],
)
def test_the_whole_is_go_only_where_everything_that_was_asked_for_could_be_told(verdicts, told):
    assert whole(verdicts) == told
