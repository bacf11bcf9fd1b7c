"""Rows that confident learning takes for wrongly labelled: which they are, and how many of each label."""

from dataclasses import dataclass

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said

NEVER = 2.0  # a threshold that no probability reaches: of a class without a row
SLACK = 1e-6


@dataclass(frozen=True)
class Joint:
    """`thresholds` (classes,); `raw` and `calibrated` counts (given, true); `guess` of each row, -1: not counted."""

    thresholds: np.ndarray
    raw: np.ndarray
    calibrated: np.ndarray
    guess: np.ndarray


def confident_learning(evidence: Evidence) -> Said:
    """`(1 - margin) / 2` of the rows that are pruned by noise rate, 0 of the others; NaN as self_confidence.

    Only rows to which the student, out of fold, would give another label. `cautious`: so does pruning by class.
    Reference: Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021).
    """
    said = (evidence.given >= 0) & ~np.isnan(evidence.student).any(axis=1)
    values = evidence.nothing
    if len(evidence.classes) < 2 or not said.any():
        return evidence.said(values)
    other, whose = evidence.best_other(evidence.student)
    issues, cautious = np.zeros(len(values), dtype=bool), np.full(len(values), None, dtype=object)
    issues[said] = pruned_by_noise_rate(evidence.student[said], evidence.given[said])
    by_class = np.zeros(len(values), dtype=bool)
    by_class[said] = pruned_by_class(evidence.student[said], evidence.given[said])
    cautious[issues] = by_class[issues]
    margin = evidence.of_given(evidence.student) - other
    values[said] = np.where(issues[said], (1 - margin[said]) / 2, 0)
    return evidence.said(values, label=evidence.named(np.where(issues, whose, -1)), cautious=cautious)


def confident_joint(chances: np.ndarray, given: np.ndarray) -> Joint:
    """Count rows by given label and by the label that the student is confident of.

    A class's threshold is the mean probability that its own rows give it. A row counts under the likeliest of the
    classes that reach theirs, and not at all where none does. `calibrated`: each row of the table sums to the count of
    its label; an empty diagonal counts as one, so that a label is never taken away as a whole.
    """
    classes = chances.shape[1]
    members = np.bincount(given, minlength=classes)
    sums = np.bincount(given, weights=chances[np.arange(len(given)), given], minlength=classes)
    thresholds = np.divide(sums, members, out=np.full(classes, NEVER), where=members > 0)
    sure = chances >= thresholds - SLACK
    guess = np.where(sure.sum(axis=1) > 1, chances.argmax(axis=1), sure.argmax(axis=1))
    guess = np.where(sure.any(axis=1), guess, -1)
    counted = guess >= 0
    raw = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(raw, (given[counted], guess[counted]), 1)
    filled = raw.astype(float)
    np.fill_diagonal(filled, np.maximum(np.diag(raw), 1))
    calibrated = filled * (members / filled.sum(axis=1))[:, None]
    return Joint(thresholds, raw, calibrated, guess)


def pruned_by_noise_rate(chances: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Of each pair (given a, true b) the `calibrated[a, b]` rows with the largest `P(b) - P(a)`; boolean (rows,).

    Rows whose given label is the student's likeliest are left out.
    """
    joint = whole_counts(confident_joint(chances, given).calibrated)
    issues = np.zeros(len(given), dtype=bool)
    for a in range(chances.shape[1]):
        rows = np.flatnonzero(given == a)
        for b in np.flatnonzero(joint[a] > 0):
            if a == b or not len(rows):
                continue
            apart = chances[rows, b] - chances[rows, a]
            cut = np.sort(apart)[::-1][min(joint[a, b], len(rows)) - 1]
            issues[rows[apart >= cut]] = True
    return issues & (chances.argmax(axis=1) != given)


def pruned_by_class(chances: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Of each label as many rows as the joint has off its diagonal, those with the lowest P(label); boolean (rows,).

    Rows whose given label is the student's likeliest are left out.
    """
    joint = whole_counts(confident_joint(chances, given).calibrated)
    own, issues = chances[np.arange(len(given)), given], np.zeros(len(given), dtype=bool)
    for label in np.unique(given):
        rows = np.flatnonzero(given == label)
        many = int(joint[label].sum() - joint[label, label])
        issues[rows[np.argsort(own[rows], kind="stable")[:many]]] = True
    return issues & (chances.argmax(axis=1) != given)


def whole_counts(table: np.ndarray) -> np.ndarray:
    """Round to whole numbers, row by row by the largest remainder, so that each row keeps its sum."""
    floor = np.floor(table + SLACK).astype(np.int64)
    rest = table - floor
    for row, missing in enumerate(np.rint(table.sum(axis=1)).astype(int) - floor.sum(axis=1)):
        floor[row, np.argsort(-rest[row], kind="stable")[: max(0, missing)]] += 1
    return floor
