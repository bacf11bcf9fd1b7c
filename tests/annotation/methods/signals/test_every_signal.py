"""What holds for every signal, whatever it says."""

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from annotation.methods import scoring
from annotation.methods.columns import BESIDE, GRADES, OTHER_LABELS
from annotation.methods.scoring import Beside, Facts, prepare, score
from annotation.methods.signals.evidence import Evidence
from annotation.methods.signals.registry import SIGNALS
from generation.methods.students.dynamics import Dynamics
from generation.methods.students.neighbours import Neighbours

MARKS = ["money back", "late parcel", "broken screen", "kind staff"]


def table(rows=90, classes=3, wrong=(5, 40, 77)):
    """Texts with words of their label, some copied, some with a number, in Korean, very long; labels a few wrong."""
    rng = np.random.default_rng(0)
    texts, labels = [], []
    for row in range(rows):
        truth = row % classes
        words = [f"w{number}" for number in rng.integers(0, 60, 6)]
        texts.append(f"hello there I write about {MARKS[truth % 4]} t{truth} {' '.join(words)}")
        labels.append(f"L{(truth + (row in wrong)) % classes}")
    if rows > 20:
        texts[3], texts[10], texts[11], texts[12] = texts[0], "call 555-123-4567", "배송이 늦어요 정말", "shit " * 200
    return pd.DataFrame({"sample": range(100, 100 + rows), "text": texts, "label": labels}).assign(
        confidence=0.8, answer=None, reference=None
    )


def others(samples):
    said = [
        (pk, source, label, None)
        for pk, label in zip(samples["sample"], samples["label"], strict=True)
        for source in ("m #2", "m @short", "else")
    ]
    return pd.DataFrame(said, columns=list(OTHER_LABELS))


def beside(samples):
    rows = len(samples)
    known = {
        "sample": samples["sample"],
        "source": "m #1",
        "logprob": 0.9,
        "verbalised": 0.8,
        "likelihood": -np.arange(1, rows + 1) / 10,
        "contrast": np.nan,
        "benchmark": np.arange(rows) == 0,
    }
    grades = [
        (pk, dimension, label, score, "So it seems.")
        for pk, label in zip(samples["sample"], samples["label"], strict=True)
        for dimension, score in (("quality", pk % 11 / 2), ("toxicity", pk % 6))
    ]
    sources = {"m #1": ("m", ""), "m #2": ("m", ""), "m @short": ("m", "short"), "else": ("else", "")}
    return Beside(
        pd.DataFrame(known)[list(BESIDE)],
        {"L0": ("L0", "money back")},
        sources,
        pd.DataFrame(grades, columns=list(GRADES)),
    )


@cache
def whole() -> Evidence:
    samples = table()
    texts = samples["text"].tolist()
    labels = scoring._labels(samples)
    return scoring._evidence(labels, prepare(texts), others(samples), texts, beside(samples), 0)


def said_by(samples, **more):
    return score(samples, others(samples), beside=beside(samples), **more).signals


def permuted(evidence: Evidence, order: np.ndarray) -> Evidence:
    """The same rows in another order."""
    back = np.argsort(order)
    near = evidence.near.positions[order]
    firsts: dict[int, int] = {}
    groups = [firsts.setdefault(group, row) for row, group in enumerate(evidence.groups[order])]
    moved = {
        field.name: getattr(evidence, field.name)[order]
        for field in fields(evidence)
        if isinstance(getattr(evidence, field.name), np.ndarray)
    }
    return replace(
        evidence,
        **moved | {"groups": np.array(groups)},
        samples=evidence.samples[order],
        texts=[evidence.texts[row] for row in order],
        near=Neighbours(np.where(near >= 0, back[near], -1), evidence.near.similarity[order]),
        dynamics=Dynamics(*(getattr(evidence.dynamics, one.name)[order] for one in fields(Dynamics))),
        facts=Facts(*(getattr(evidence.facts, one.name)[order] for one in fields(Facts))),
    )


@pytest.mark.parametrize("name", SIGNALS)
def test_it_speaks_of_this_table(name):
    """So that what follows is no test of silence."""
    values = SIGNALS[name].compute(whole()).values
    assert values.between(0, 1).sum() + values.isna().sum() == len(values)
    assert values.notna().any()


@pytest.mark.parametrize("name", SIGNALS)
def test_the_order_of_rows_is_the_order_of_values(name):
    evidence = whole()
    order = np.random.default_rng(3).permutation(len(evidence.given))
    plain, moved = SIGNALS[name].compute(evidence), SIGNALS[name].compute(permuted(evidence, order))
    pd.testing.assert_series_equal(moved.values.reindex(plain.values.index), plain.values)
    for column in plain.details:
        if (name, column) != ("near_duplicates", "of"):  # of equally close texts the first
            assert [moved.details[column][at] for at in np.argsort(order)] == list(plain.details[column]), column


@pytest.mark.parametrize("name", SIGNALS)
def test_computed_twice_it_is_the_same(name):
    first, second = (SIGNALS[name].compute(whole()).values for _time in range(2))
    pd.testing.assert_series_equal(first, second)


@pytest.mark.parametrize("name", SIGNALS)
def test_the_numbers_of_classes_do_not_matter(name):
    """Labels named the other way round, so that their numbers change."""
    evidence = whole()
    turned = len(evidence.classes) - 1 - np.arange(len(evidence.classes))
    again = replace(
        evidence,
        classes=[evidence.classes[number] for number in turned],
        given=turned[evidence.given],
        known=turned[evidence.known],
        student=evidence.student[:, turned],
        second=evidence.second[:, turned],
        neighbours=evidence.neighbours[:, turned],
    )
    plain, moved = SIGNALS[name].compute(evidence).values, SIGNALS[name].compute(again).values
    np.testing.assert_allclose(moved, plain, atol=1e-9)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_hardly_any_rows_raise_nothing(rows):
    found = said_by(table(rows, classes=2))
    assert list(found.columns) == list(SIGNALS)
    assert len(found) == rows


def test_one_class_can_be_judged_by_no_classifier():
    found = said_by(table().assign(label="L0"))
    fitted = ["self_confidence", "student_margin", "student_entropy", "second_view", "learning_dynamics", "influence"]
    assert found[fitted].isna().all(axis=None)
    assert found["personal_data"].gt(0).any()


def test_a_row_without_a_label_is_not_judged_by_it():
    samples = table()
    samples.loc[50:, "label"] = None
    found = said_by(samples)
    silent = ["self_confidence", "student_margin", "confident_learning", "learning_dynamics", "influence", "label_leak"]
    assert found.loc[150:, silent].isna().all(axis=None)
    assert found.loc[150:, "length"].notna().all()


@pytest.mark.parametrize("classes", [2, 50])
def test_few_and_many_classes(classes):
    found = said_by(table(150, classes=classes))
    assert found["self_confidence"].notna().all()
    assert found["influence"].notna().all()


def test_the_same_seed_gives_the_same_values():
    pd.testing.assert_frame_equal(said_by(table()), said_by(table()))


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_less_than_two_gigabytes():
    """By child: its memory is its own. Seconds are bench/signals.py's matter."""
    from bench.signals import measured

    figures = measured(100_000, "cheap")
    assert figures["peak_mb"] < 2048
    assert figures["rows"]["near_duplicates"] == 2000
    assert figures["rows"]["personal_data"] == 500
