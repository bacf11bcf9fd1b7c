"""What weights, and trainings that expect wrong labels, do to a student: held against rows that people have checked."""

from dataclasses import dataclass, field

import numpy as np

from annotation.methods.trials.paired import paired_difference
from annotation.methods.weighting.of_rows import weights_of
from annotation.methods.weighting.registry import WEIGHTING
from generation.methods.estimates import wilson
from generation.methods.students.robust import TRAININGS
from generation.methods.students.student import fold_numbers, of_others

ENOUGH = 20  # checked rows: below, no interval would tell anything
WEIGHTS, TRAINING = "weights", "training"


@dataclass(frozen=True)
class Rows:
    """What a student learns from and is tested on, one entry a row.

    features, view : (rows, dimensions), what the student reads and what weights are made from. given : class numbers
    of models' labels, -1 for none. truth : what people said, -1 where nobody did. groups : near-duplicates. real :
    texts that no model wrote, which are the target of weights towards one.
    """

    features: object
    view: np.ndarray
    given: np.ndarray
    truth: np.ndarray
    groups: np.ndarray
    real: np.ndarray
    classes: list[str] = field(default_factory=list)


@dataclass
class _Tried:
    kind: str
    right: list[np.ndarray] = field(default_factory=list)
    effective: list[float] = field(default_factory=list)
    refused: dict | None = None


def effects(rows: Rows, *, random_state: int = 0) -> dict:
    """The student's accuracy on checked rows with each way to learn, beside the plain one.

    The checked rows are cut in two: each half is the test of students that learned from the models' labels and from
    the other half's checked ones, without near-duplicates of the test. The difference to the plain student is that of
    the same test rows, in pairs (Newcombe's interval).

    Returns {n, plain: share, ways: [{id, kind, accuracy, difference, effective, refused}]}; n alone below 20 checked
    rows. `effective`: of weights as many rows of equal weight, as a share of all; `refused`: {text, values}.
    """
    checked = np.flatnonzero(rows.truth >= 0)
    if len(checked) < ENOUGH or len(np.unique(rows.truth[checked])) < 2:
        return {"n": len(checked)}
    halves = fold_numbers(rows.truth[checked], rows.groups[checked], folds=2, random_state=random_state)
    plain, tried = [], _ways()
    for half in (0, 1):
        test = checked[halves == half]
        learn = _learned(rows, test)
        plain.append(_right(rows, learn, test))
        for name, way in tried.items():
            if way.refused is None:
                _try(name, way, rows, learn, test, random_state)
    before = np.concatenate(plain)
    ways = [_told(name, way, before) for name, way in tried.items()]
    return {"n": len(before), "plain": _share(before), "ways": ways}


def _ways() -> dict[str, _Tried]:
    return {name: _Tried(WEIGHTS) for name in WEIGHTING} | {name: _Tried(TRAINING) for name in TRAININGS}


def _learned(rows: Rows, test: np.ndarray) -> np.ndarray:
    """All rows with a label but the test and what is nearly the same."""
    known = (rows.given >= 0) | (rows.truth >= 0)
    known[np.isin(rows.groups, rows.groups[test])] = False
    return np.flatnonzero(known)


def _try(name: str, way: _Tried, rows: Rows, learn: np.ndarray, test: np.ndarray, random_state: int) -> None:
    if way.kind == TRAINING:
        way.right.append(_right(rows, learn, test, training=TRAININGS[name]))
        return
    target = np.setdiff1d(np.flatnonzero(rows.real), test)
    own = rows.view[target] if len(target) and not rows.real[learn].all() else None
    checked = rows.truth[learn] >= 0
    given = weights_of(
        name, rows.view[learn], _labels(rows)[learn], checked, rows.classes, target=own, random_state=random_state
    )
    if given.refused:
        way.refused = given.refused
        return
    way.effective.append(given.effective / len(learn))
    way.right.append(_right(rows, learn, test, weights=given.values))


def _labels(rows: Rows) -> np.ndarray:
    return np.where(rows.truth >= 0, rows.truth, rows.given)


def _right(rows: Rows, learn: np.ndarray, test: np.ndarray, *, weights=None, training=None) -> np.ndarray:
    """Which rows of the test a student gets right."""
    both = np.concatenate([learn, test])
    labels = np.concatenate([_labels(rows)[learn], np.full(len(test), -1)])
    all_weights = None if weights is None else np.concatenate([weights, np.ones(len(test))])
    chances = of_others(rows.features[both], labels, len(rows.classes), weights=all_weights, training=training)
    said = np.nan_to_num(chances[len(learn) :], nan=-1).argmax(axis=1)
    return said == rows.truth[test]


def _told(name: str, way: _Tried, before: np.ndarray) -> dict:
    if way.refused is not None:
        return {"id": name, "kind": way.kind, "refused": way.refused}
    after = np.concatenate(way.right)
    counts = [int((a & b).sum()) for a, b in ((before, after), (before, ~after), (~before, after), (~before, ~after))]
    difference = paired_difference(*counts)
    return {
        "id": name,
        "kind": way.kind,
        "accuracy": _share(after),
        "difference": {key: getattr(difference, key) for key in ("value", "low", "high", "n")},
        "effective": round(float(np.mean(way.effective)), 4) if way.effective else None,
        "refused": None,
    }


def _share(right: np.ndarray) -> dict:
    return wilson(int(right.sum()), len(right)).as_json()
