import numpy as np
import pandas as pd
import pytest

from annotation.methods.selection.batches import LEAST, spread


def table(count, *, labels=("a",), seed=0):
    rng = np.random.default_rng(seed)
    suspicion = pd.Series(rng.permutation(count) + 1.0) / count
    return suspicion, pd.Series(rng.choice(labels, count)), np.arange(count), np.ones(count, dtype=bool)


def first(values, count=LEAST):
    return values.nlargest(count).index


def test_rows_that_are_all_different_keep_their_order():
    suspicion, given, groups, free = table(300)
    pd.testing.assert_series_equal(spread(suspicion, given, groups, free), suspicion)


def test_of_near_duplicates_one_is_asked_at_a_time():
    suspicion, given, groups, free = table(300)
    twins = suspicion.nlargest(15).index
    groups[twins] = twins[0]
    found = spread(suspicion, given, groups, free)
    assert len(set(first(found)) & set(twins)) == 1
    assert first(found)[0] == twins[0]  # the most suspicious of them
    assert set(first(found, LEAST + 14)) > set(twins)  # the others are next


def test_a_label_that_nothing_suspects_is_heard_of_still():
    suspicion, _given, groups, free = table(2000)
    given = pd.Series(np.where(suspicion < 0.3, "rare", "often"))
    found = spread(suspicion, given, groups, free)
    batch = given[first(found)]
    assert (batch == "rare").sum() == 1
    assert suspicion[batch.index[batch == "rare"]].item() == suspicion[given == "rare"].max()


def test_many_labels_are_promised_nothing():
    suspicion, given, groups, free = table(2000, labels=[str(number) for number in range(40)])
    pd.testing.assert_series_equal(spread(suspicion, given, groups, free), suspicion)


def test_values_are_dealt_out_anew_and_none_is_made_up():
    suspicion, given, groups, free = table(500, labels=("a", "b", "c"))
    found = spread(suspicion, given, groups // 7, free)
    assert sorted(found) == sorted(suspicion)


def test_answered_rows_and_rows_without_a_label_stay_where_they_are():
    suspicion, given, groups, free = table(200)
    free[:50] = False
    given[50:60] = None
    suspicion[60] = np.nan
    found = spread(suspicion, given, groups // 3, free)
    pd.testing.assert_series_equal(found[:61], suspicion[:61])


@pytest.mark.parametrize("count", [0, 1, 5])
def test_few_rows_are_no_hindrance(count):
    suspicion, given, groups, free = table(count)
    assert sorted(spread(suspicion, given, groups, free)) == sorted(suspicion)
