"""By simulation, with the truth known: what an audit says of a filter is right on average, and its interval covers."""

import numpy as np
import pytest

from annotation.methods.certificate.removal import Removal
from annotation.methods.filters import live
from annotation.methods.filters.error import error_among
from annotation.methods.filters.live import Rows, Step, run
from annotation.methods.filters.packing import Table, columns
from annotation.methods.filters.rules import PRESETS

SIZE, WRONG, DRAWS, AUDITS = 600, 90, 120, 200


def world():
    """Half of each label; all wrong ones carry the first. A student suspects them, and copies are right more often."""
    rng = np.random.default_rng(0)
    given = np.repeat([0, 1], SIZE // 2)
    wrong = np.arange(SIZE) < WRONG
    own = np.where(wrong, rng.uniform(0.05, 0.6, SIZE), rng.uniform(0.4, 0.99, SIZE))
    groups = np.arange(SIZE)
    groups[200:300] = np.repeat(np.arange(200, 300, 10), 10)
    groups[:20] = np.repeat([0, 10], 10)
    table = Table(
        labels=given, given=given, classes=2, checked=np.zeros(SIZE, dtype=bool), texts=[""] * SIZE,
        words=np.ones(SIZE), groups=groups, signals={"self_confidence": 1 - own, "student_margin": 1 - own},
    )  # fmt: skip
    return table, wrong


def audited(table, wrong, rng):
    """Rows drawn by chance, between them rows that look wrong; three in twenty draws are not settled yet."""
    removed, log = np.zeros(SIZE, dtype=bool), []
    suspects = iter(np.argsort(-table.signals["self_confidence"]))
    while sum(one.audit for _row, one in log) < DRAWS:
        is_audit = rng.random() < 0.9
        row = rng.choice(np.flatnonzero(~removed)) if is_audit else next(row for row in suspects if not removed[row])
        removed[row] = True
        log.append((int(row), Removal(bool(is_audit), None if is_audit and rng.random() < 0.15 else float(wrong[row]))))
    answered = np.array([row for row, one in log if one.loss is not None])
    labels, checked = table.labels.copy(), table.checked.copy()
    labels[answered], checked[answered] = np.where(wrong, 1 - table.given, table.given)[answered], True
    return Table(**vars(table) | {"labels": labels, "checked": checked}), log


def kept_of(table, rule):
    as_given = table.as_given()
    packed = {rule: columns(as_given)[rule].steps.tobytes()}
    step = Step(PRESETS[rule], None if PRESETS[rule].is_fixed else PRESETS[rule].default)
    kept = run(
        Rows(as_given.labels.astype(np.uint8).tobytes(), bytes(SIZE), packed), [step], among=live.everything(SIZE)
    ).kept
    return np.frombuffer(kept.to_bytes(SIZE, "little"), np.uint8) > 0


@pytest.mark.parametrize("rule", ["margin", "self_confidence", "regen", "near_duplicates"])
def test_of_rows_that_stay_and_of_rows_that_go_the_estimate_is_right_on_average_and_its_interval_covers(rule):
    table, wrong = world()
    as_models_left_them = kept_of(table, rule)
    rng = np.random.default_rng(1)
    told = {True: [], False: []}
    for _audit in range(AUDITS):
        after, log = audited(table, wrong, rng)
        kept = kept_of(after, rule)
        np.testing.assert_array_equal(kept, as_models_left_them)
        for stays in told:
            share = error_among(int((kept == stays).sum()), [one for row, one in log if kept[row] == stays])
            told[stays].append((share.value, share.low, share.high))
    for stays, shares in told.items():
        truth = wrong[as_models_left_them == stays].mean()
        values, low, high = np.array(shares, dtype=float).T
        noise = values.std() / np.sqrt(AUDITS)
        assert abs(values.mean() - truth) < 3 * noise + 1e-3, (stays, truth, values.mean())
        assert ((low <= truth) & (truth <= high)).mean() >= 0.93, stays
