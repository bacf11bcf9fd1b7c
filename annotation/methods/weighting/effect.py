"""What weights, and trainings that expect wrong labels, do to a student: held against rows that people have checked."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from annotation.methods.weighting.judged import ENOUGH, difference, judged_on, share
from annotation.methods.weighting.of_rows import weights_of
from annotation.methods.weighting.registry import WEIGHTING
from generation.methods.students.robust import TRAININGS
from generation.methods.students.student import fold_numbers, of_others
from generation.methods.translatable import gettext_noop as _

WEIGHTS, TRAINING = "weights", "training"

TOO_FEW_OF_TARGET = _(
    "Tested on checked rows that no model wrote: %(least)s of two labels are needed, there are %(n)s."
)


@dataclass(frozen=True)
class Rows:
    """What a student learns from and is tested on, one entry a row.

    features, view : (rows, dimensions), what the student reads and what weights are made from. given : class numbers
    of models' labels, -1 for none. truth : what people said, -1 where nobody did. groups : near-duplicates. real :
    texts that no model wrote, which are the target of weights towards one. drawn : checked because chance had drawn
    them, as an audit does.
    """

    features: object
    view: np.ndarray
    given: np.ndarray
    truth: np.ndarray
    groups: np.ndarray
    real: np.ndarray
    drawn: np.ndarray
    classes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Test:
    """The rows to test on, in two halves: each tests students that learned from all else. `basis`: drawn, chosen."""

    rows: np.ndarray
    basis: str
    halves: np.ndarray


@dataclass
class _Tried:
    kind: str
    right: list[np.ndarray] = field(default_factory=list)
    effective: list[float] = field(default_factory=list)
    refused: dict | None = None


def effects(rows: Rows, *, random_state: int = 0) -> dict:
    """The student's accuracy with each way to learn, beside the plain one.

    The test are checked rows that chance drew, else all checked ones (`judged_on`), which `basis` says; all others
    teach. Weights towards a target promise something for the target alone: their test is
    of rows that no model wrote.

    The test is cut in two: each half tests students that learned from the models' labels and from all other checked
    rows, without near-duplicates of the test. The difference to the plain student is that of the same test rows, in
    pairs (Newcombe's interval).

    Returns {n, drawn, basis, plain: share, ways: [{id, kind, of, basis, plain, accuracy, difference, effective,
    refused}]}; n (checked rows) and drawn alone where these are too few. `drawn`: how many checked rows chance drew;
    `basis`: drawn or chosen; `of`: all, or target: rows that no model wrote; `plain`: the plain student on the very
    rows of the way; `effective`: of weights as many rows of equal weight, as a share of all; `refused`: {text, values}.
    """
    drawn = int((rows.drawn & (rows.truth >= 0)).sum())
    test = _test(rows, np.full(len(rows.truth), True), random_state)
    if test is None:
        return {"n": int((rows.truth >= 0).sum()), "drawn": drawn}
    ordinary = [name for name, method in WEIGHTING.items() if not method.towards_a_target]
    towards = [name for name, method in WEIGHTING.items() if method.towards_a_target]
    plain, weighed = _held_against(test, rows, _ways(ordinary, TRAININGS), random_state)
    ways = [one | {"of": "all"} for one in weighed] + _of_the_target(rows, towards, random_state)
    places = {name: place for place, name in enumerate([*WEIGHTING, *TRAININGS])}
    ways.sort(key=lambda one: places[one["id"]])
    return {"n": len(test.rows), "drawn": drawn, "basis": test.basis, "plain": share(plain), "ways": ways}


def _test(rows: Rows, among: np.ndarray, random_state: int) -> _Test | None:
    chosen = judged_on(rows.truth, rows.drawn, among)
    if chosen is None:
        return None
    found, basis = chosen
    halves = fold_numbers(rows.truth[found], rows.groups[found], folds=2, random_state=random_state)
    return _Test(found, basis, halves)


def _of_the_target(rows: Rows, names: list[str], random_state: int) -> list[dict]:
    test = _test(rows, rows.real, random_state)
    if test is None:
        n = int((rows.real & (rows.truth >= 0)).sum())
        refused = {"text": TOO_FEW_OF_TARGET, "values": {"n": n, "least": ENOUGH}}
        return [{"id": name, "kind": WEIGHTS, "of": "target", "refused": refused} for name in names]
    _plain, weighed = _held_against(test, rows, _ways(names, ()), random_state)
    return [one | {"of": "target"} for one in weighed]


def _ways(weights: Iterable[str], trainings: Iterable[str]) -> dict[str, _Tried]:
    return {name: _Tried(WEIGHTS) for name in weights} | {name: _Tried(TRAINING) for name in trainings}


def _held_against(test: _Test, rows: Rows, ways: dict[str, _Tried], random_state: int) -> tuple[np.ndarray, list[dict]]:
    """Which rows of the test the plain student gets right, and what each way does on the same ones."""
    plain = []
    for half in (0, 1):
        these = test.rows[test.halves == half]
        learn = _learned(rows, these)
        plain.append(_right(rows, learn, these))
        for name, way in ways.items():
            if way.refused is None:
                _try(name, way, rows, learn, these, random_state)
    before = np.concatenate(plain)
    return before, [_told(name, way, before) | {"basis": test.basis} for name, way in ways.items()]


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
    return {
        "id": name,
        "kind": way.kind,
        "plain": share(before),
        "accuracy": share(after),
        "difference": difference(before, after),
        "effective": round(float(np.mean(way.effective)), 4) if way.effective else None,
        "refused": None,
    }
