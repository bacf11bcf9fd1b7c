"""What holds for every filter (curation.md 0 and 6)."""

import subprocess
import sys

import numpy as np
import pytest

from annotation.methods.filters.decision import DROP, KEEP, UNDECIDED
from annotation.methods.filters.registry import FILTERS
from annotation.methods.filters.words import WORDS

ALL = pytest.mark.parametrize("method", FILTERS.values(), ids=FILTERS)
BY_LABEL = pytest.mark.parametrize("method", [m for m in FILTERS.values() if m.by_label], ids=lambda method: method.id)


def columns(size=400, classes=4, seed=0):
    """One of every column that a filter takes, and labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, size)
    table = rng.dirichlet(np.ones(classes), size)
    table[np.arange(size), labels] += 1
    table[::9] = np.roll(table[::9], 1, axis=1)
    marks = rng.beta(1, 1, (size, 10))
    found = {
        "probabilities": table / table.sum(axis=1, keepdims=True),
        "confidence": np.where(np.arange(size) % 9, 0.7, 0.1),
        "aleatoric": (marks * (1 - marks)).mean(axis=1) * (np.arange(size) % 9 > 0),
        "influence": rng.normal(size=size),
        "log_probabilities": rng.normal(size=size) - 3,
        "lengths": rng.integers(5, 50, size),
        "grades": rng.choice([3.5, 4.0, 4.5, 5.0], size),
        "groups": np.where(np.arange(size) % 5, np.arange(size), 0),
        "words": rng.integers(0, 40, size).astype(float),
        "languages": rng.choice(["en", "ko", ""], size),
        "leak": rng.random(size),
        "contamination": rng.random(size),
    }
    return found, labels


@ALL
def test_every_row_is_kept_dropped_or_left_open_and_has_a_reason_unless_kept(method):
    found, labels = columns()
    decision = method.keep(found, labels)
    assert set(np.unique(decision.verdicts)) <= {KEEP, DROP, UNDECIDED}
    assert (decision.kept.astype(int) + decision.dropped + decision.undecided == 1).all()
    for row in range(len(labels)):
        reason = decision.reason(row)
        assert (reason is None) == decision.kept[row]
        assert reason is None or reason["text"] % reason["values"]


@ALL
def test_it_drops_something_and_keeps_something(method):
    found, labels = columns()
    if method.id == "near_duplicates":
        labels[:] = 0
    decision = method.keep(found, labels)
    assert decision.dropped.any()
    assert decision.kept.any()


@ALL
@pytest.mark.parametrize("size", [0, 1])
def test_no_rows_or_one(method, size):
    found, labels = columns(size)
    decision = method.keep(found, labels)
    assert decision.verdicts.shape == decision.why.shape == decision.scores.shape == (size,)


@ALL
def test_the_order_of_rows_changes_nothing(method):
    found, labels = columns()
    order = np.random.default_rng(1).permutation(len(labels))
    if method.id == "near_duplicates":
        found["scores"] = np.random.default_rng(2).random(len(labels))
    moved = {name: column[order] for name, column in found.items()}
    np.testing.assert_array_equal(
        method.keep(moved, labels[order]).verdicts, method.keep(found, labels).verdicts[order]
    )


@ALL
@pytest.mark.parametrize("classes", [2, 50])
def test_the_numbers_of_the_classes_mean_nothing(method, classes):
    found, labels = columns(classes=classes)
    other = {**found, "probabilities": found["probabilities"][:, ::-1]}
    same = method.keep(other, classes - 1 - labels).verdicts == method.keep(found, labels).verdicts
    # the calibrated counts of confident learning are rounded in the order of the classes
    assert same.mean() >= (0.97 if "confident_learning" in method.id else 1)


@ALL
def test_half_the_precision_decides_the_same(method):
    found, labels = columns()
    single = {name: col.astype(np.float32) if col.dtype == float else col for name, col in found.items()}
    np.testing.assert_array_equal(method.keep(single, labels).verdicts, method.keep(found, labels).verdicts)


@ALL
def test_what_it_is_given_is_not_changed(method):
    found, labels = columns()
    before = {name: column.copy() for name, column in found.items()}
    method.keep(found, labels)
    for name, column in found.items():
        np.testing.assert_array_equal(column, before[name])


@BY_LABEL
def test_rows_without_a_label_are_not_dropped_for_it(method):
    found, labels = columns()
    nobody = np.full(len(labels), -1)
    decision = method.keep(found, nobody)
    if method.id not in ("alpagasus", "near_duplicates"):  # these need no label to judge a row
        assert decision.undecided.all()


@BY_LABEL
def test_one_label(method):
    found, _labels = columns(classes=1)
    decision = method.keep(found, np.zeros(400, dtype=int))
    assert decision.verdicts.shape == (400,)


@ALL
def test_a_missing_column_is_named(method):
    assert method.missing({}) == list(method.takes)
    with pytest.raises(ValueError, match=method.id):
        method.keep({}, np.zeros(0, dtype=int))


def test_every_filter_has_words_that_need_no_science():
    assert set(WORDS) == set(FILTERS)
    code = "import sys; import annotation.methods.filters.words; print('numpy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False"]
