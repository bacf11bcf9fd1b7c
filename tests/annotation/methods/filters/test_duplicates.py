import numpy as np

from annotation.methods.filters.duplicates import CONFLICT, COPY, EMPTY, keep_one

GROUPS, LABELS = np.array([0, 1, 0, 0, 1, 5]), np.array([0, 1, 0, 0, 1, 0])


def test_the_best_of_each_group_stays():
    decision = keep_one(GROUPS, LABELS, np.array([0.1, 0.9, 0.8, 0.3, 0.2, 0.0]))
    np.testing.assert_array_equal(np.flatnonzero(decision.kept), [1, 2, 5])
    assert decision.reason(0)["text"] == COPY


def test_without_scores_the_first_stays_and_a_row_without_one_comes_last():
    np.testing.assert_array_equal(np.flatnonzero(keep_one(GROUPS, LABELS).kept), [0, 1, 5])
    scores = np.array([np.nan, 0.5, 0.1, np.nan, 0.9, np.nan])
    np.testing.assert_array_equal(np.flatnonzero(keep_one(GROUPS, LABELS, scores).kept), [2, 4, 5])


def test_what_people_checked_stays_before_any_score_and_none_of_it_goes():
    checked = np.array([True, False, False, True, False, False])
    decision = keep_one(GROUPS, LABELS, np.array([0.1, 0.9, 0.8, 0.3, 0.2, 0.0]), checked=checked)
    np.testing.assert_array_equal(np.flatnonzero(decision.kept), [0, 1, 3, 5])


def test_equal_texts_with_different_labels_go_to_people_and_are_never_dropped():
    labels = LABELS.copy()
    labels[3] = 1
    decision = keep_one(GROUPS, labels)
    np.testing.assert_array_equal(np.flatnonzero(decision.undecided), [0, 2, 3])
    assert decision.reason(2)["text"] == CONFLICT
    labels[3] = -1
    assert not keep_one(GROUPS, labels).undecided.any(), "a row without a label contradicts nobody"


def test_empty_texts_are_no_copies_of_each_other():
    texts = ["a", "b", " ", "", "b", "c"]
    decision = keep_one(np.array([0, 1, 0, 0, 1, 5]), LABELS, texts=texts)
    assert [row for row in range(6) if decision.reason(row) == {"text": EMPTY, "values": {}}] == [2, 3]
