"""What holds for every weighting method (curation.md 0 and 6)."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import spearmanr

from annotation.methods.weighting import registry
from annotation.methods.weighting.lesson import Clean, Lesson
from annotation.methods.weighting.registry import WEIGHTING
from annotation.methods.weighting.words import WORDS
from tests.annotation.methods.weighting.bench import CLASSES, lesson

ALL = pytest.mark.parametrize("method", WEIGHTING.values(), ids=WEIGHTING)
TAUGHT = pytest.mark.parametrize("method", [m for m in WEIGHTING.values() if "clean" in m.needs], ids=lambda m: m.id)


@pytest.fixture(scope="module")
def given():
    """250 rows of the bench, with all that any method needs."""
    whole, _wrong = lesson()
    rows = whole.rows[:250]
    return replace(whole, rows=rows, labels=whole.labels[:250], target_rows=whole.rows[400:550])


@ALL
def test_weights_are_at_least_0_with_a_mean_of_1(method, given):
    weights = method.weights(given)
    assert weights.refused is None
    assert (weights.values >= 0).all()
    assert weights.values.mean() == pytest.approx(1)
    assert 0 < weights.effective <= 250
    if method.per_label:
        assert [weights.values[given.labels == c].mean() for c in range(10)] == pytest.approx([1] * 10)


@ALL
def test_the_same_seed_gives_the_same_bytes(method, given):
    assert method.weights(given).values.tobytes() == method.weights(given).values.tobytes()


@ALL
def test_rows_without_a_label_have_no_weight_and_change_nothing(method, given):
    labels = np.concatenate([given.labels, [-1, -1]])
    more = replace(given, rows=np.concatenate([given.rows, np.ones((2, 64))]), labels=labels)
    values = method.weights(more).values
    assert np.isnan(values[-2:]).all()
    np.testing.assert_array_equal(values[:-2], method.weights(given).values)


@ALL
def test_no_rows_are_refused(method, given):
    none = replace(given, rows=given.rows[:0], labels=given.labels[:0])
    weights = method.weights(none)
    assert weights.refused["text"] == registry.NO_LABEL
    assert weights.values.shape == (0,)
    assert weights.effective is None


@ALL
def test_one_row_or_one_label_has_nothing_to_be_weighed_by(method, given):
    for size in (1, 5):
        weights = method.weights(replace(given, rows=given.rows[:size], labels=np.zeros(size, dtype=int)))
        if method.per_label:
            assert weights.refused == {"text": registry.ONE_LABEL, "values": {"label": "0"}}
            assert np.isnan(weights.values).all()
        else:
            assert weights.values.mean() == pytest.approx(1) or weights.refused["text"] == registry.TOO_FEW_ROWS


@ALL
def test_the_order_of_rows_changes_no_more_than_a_draw(method, given):
    order = np.random.default_rng(0).permutation(250)
    moved = replace(given, rows=given.rows[order], labels=given.labels[order])
    assert spearmanr(method.weights(moved).values, method.weights(given).values[order]).statistic > 0.8


@ALL
def test_the_numbers_of_the_classes_mean_nothing(method, given):
    clean = Clean(given.clean.rows, 9 - given.clean.labels)
    other = replace(given, labels=9 - given.labels, clean=clean, classes=CLASSES[::-1])
    assert spearmanr(method.weights(other).values, method.weights(given).values).statistic > 0.98


@ALL
def test_half_the_precision_gives_the_same_order(method, given):
    def as_type(kind):
        clean = Clean(given.clean.rows.astype(kind), given.clean.labels)
        rows, target = given.rows.astype(kind), given.target_rows.astype(kind)
        return method.weights(replace(given, rows=rows, clean=clean, target_rows=target)).values

    assert spearmanr(as_type(np.float32), as_type(np.float64)).statistic > 0.999


@ALL
def test_sparse_rows_are_weighed_as_dense_ones(method, given):
    clean = Clean(csr_matrix(given.clean.rows), given.clean.labels)
    sparse = replace(given, rows=csr_matrix(given.rows), clean=clean, target_rows=csr_matrix(given.target_rows))
    assert spearmanr(method.weights(sparse).values, method.weights(given).values).statistic > 0.999


@ALL
def test_equal_rows_with_one_label_weigh_alike_on_average(method, given):
    twice = replace(given, rows=np.repeat(given.rows, 2, axis=0), labels=np.repeat(given.labels, 2))
    values = method.weights(twice).values.reshape(-1, 2)
    assert np.corrcoef(values.T)[0, 1] > 0.8 or method.id == "label_shift" and np.ptp(values, axis=1).max() < 1e-9


@pytest.mark.parametrize("classes", [2, 50])
@ALL
def test_two_labels_or_fifty(method, classes):
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(classes, 20))
    labels = np.repeat(np.arange(classes), 12)
    rows = centres[labels] + rng.normal(size=(len(labels), 20)) / 3
    clean = Clean(np.repeat(centres, 5, axis=0), np.repeat(np.arange(classes), 5))
    names = [f"label {number}" for number in range(classes)]
    weights = method.weights(Lesson(rows, labels, names, clean=clean, target_rows=rows[::2]))
    assert weights.refused is None
    assert np.isfinite(weights.values).all()


@TAUGHT
def test_fewer_than_five_checked_labels_of_a_class_are_refused_with_the_class(method, given):
    short = given.clean.labels.copy()
    short[np.flatnonzero(short == 3)[4:]] = -1
    weights = method.weights(replace(given, clean=Clean(given.clean.rows, short)))
    assert weights.refused == {"text": registry.TOO_FEW_CLEAN, "values": {"label": "3", "count": 4, "least": 5}}
    assert np.isnan(weights.values).all()
    assert method.weights(replace(given, clean=None)).refused["values"]["count"] == 0


def test_what_a_target_method_lacks_is_said(given):
    bare = replace(given, target_rows=given.target_rows[:4])
    assert WEIGHTING["covariate_shift"].weights(bare).refused["text"] == registry.NO_TARGET_TEXTS
    assert WEIGHTING["label_shift"].weights(bare).refused["text"] == registry.NO_TARGET
    for shares in ({"0": -1, "1": 2}, {"0": float("nan")}, {"none of them": 1.0}, {}):
        refused = WEIGHTING["label_shift"].weights(replace(bare, target_shares=shares)).refused
        assert refused["text"] == registry.NO_SHARES, shares


def test_every_method_has_words_that_need_no_science():
    assert set(WORDS) == set(WEIGHTING)
    code = "import sys; import annotation.methods.weighting.words; print('numpy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False"]
