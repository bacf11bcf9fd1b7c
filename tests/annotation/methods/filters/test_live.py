"""Counting by bytes drops the very rows that the filters drop, and the order of filters changes no outcome."""

import subprocess
import sys
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal
from annotation.methods.filters import live
from annotation.methods.filters.error import error_among
from annotation.methods.filters.live import Rows, Step, run
from annotation.methods.filters.packing import Table, columns
from annotation.methods.filters.registry import FILTERS
from annotation.methods.filters.richness import richness
from annotation.methods.filters.rules import PRESETS, RULES
from annotation.methods.filters.scales import SCALES, step_of
from annotation.methods.signals.confident_learning import pruned_by_class, pruned_by_noise_rate
from annotation.methods.signals.generation_probability import unlikeliness

SIZE, CLASSES = 600, 4


def table_and_chances(seed=0, size=SIZE):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, size)
    chances = rng.dirichlet(np.ones(CLASSES), size)
    chances[np.arange(size), labels] += 0.6
    chances = chances / chances.sum(axis=1, keepdims=True)
    own = chances[np.arange(size), labels]
    others = chances.copy()
    others[np.arange(size), labels] = -1
    best = chances.argmax(axis=1)
    noisy = pruned_by_noise_rate(chances, labels)
    marks = rng.beta(0.6, 1, (size, 8))
    influence = rng.normal(size=size)
    harm = np.zeros(size)
    for label in range(CLASSES):
        rows = np.flatnonzero(labels == label)
        harm[rows[np.argsort(-influence[rows], kind="stable")]] = np.arange(1, len(rows) + 1) / len(rows)
    signals = {
        "self_confidence": 1 - own,
        "student_margin": (1 - (own - others.max(axis=1))) / 2,
        "student_disagreement": np.where(best == labels, 0, chances.max(axis=1)),
        "confident_learning": np.where(noisy, 0.7, 0.0),
        "learning_dynamics": 1 - marks.mean(axis=1),
        "ambiguity": 4 * (marks * (1 - marks)).mean(axis=1),
        "influence": harm,
        "label_leak": np.round(rng.random(size) * (rng.random(size) < 0.3), 2),
        "contamination": np.round(rng.random(size) * (rng.random(size) < 0.3), 2),
        "toxicity": np.round(rng.random(size), 6),
    }
    words = rng.integers(0, 500, size).astype(float)
    likely = np.where(rng.random(size) < 0.1, np.nan, rng.normal(-2, 1, size).round(2))
    signals["generation_probability"] = unlikeliness(likely, labels, words)
    table = Table(
        labels=labels,
        given=labels,
        classes=CLASSES,
        checked=np.zeros(size, dtype=bool),
        texts=[f"text {n}" for n in range(size)],
        words=words,
        groups=np.where(np.arange(size) % 6, np.arange(size), 0),
        signals=signals,
        cautious=np.where(noisy, pruned_by_class(chances, labels).astype(float), np.nan),
        helps=(influence >= 0).astype(float),
        grades=rng.choice([3.5, 4.0, 4.5, 5.0, np.nan], size),
    )
    methods = {
        "probabilities": chances, "confidence": marks.mean(axis=1), "aleatoric": (marks * (1 - marks)).mean(axis=1),
        "influence": influence, "log_probabilities": likely, "lengths": words,
        "grades": table.grades, "groups": table.groups, "words": table.words,
        "leak": signals["label_leak"], "contamination": signals["contamination"],
    }  # fmt: skip
    return table, methods


def rows_of(table, labels=None) -> Rows:
    packed = {name: column.steps.tobytes() for name, column in columns(table).items()}
    numbers = np.where(table.labels < 0, live.OTHER, table.labels + 1).astype(np.uint8)
    return Rows(numbers.tobytes(), np.where(table.checked, 255, 0).astype(np.uint8).tobytes(), packed)


def places(mask: int, size: int) -> set[int]:
    return set(np.flatnonzero(np.frombuffer(mask.to_bytes(size, "little"), np.uint8)).tolist())


#: A rule, the setting of the filter that its threshold is, and the filter where its name is another.
SAME = [
    ("self_confidence", "share", None),
    ("margin", "share", None),
    ("confident_learning", "", None),
    ("confident_learning_noise_rate", "", None),
    ("cllm", "at_most", None),
    ("progen", "most", None),
    ("regen", "", None),
    ("supergen", "share", None),
    ("alpagasus", "at_least", None),
    ("near_duplicates", "", None),
    ("length", "least", None),
    ("length_most", "most", "length"),
    ("label_leak", "at_most", None),
    ("contamination", "at_most", None),
]


@pytest.mark.parametrize(("rule", "setting", "name"), SAME, ids=[row[0] for row in SAME])
@pytest.mark.parametrize("seed", range(3))
def test_a_preset_drops_what_its_filter_drops_whatever_its_threshold(rule, setting, name, seed):
    table, methods = table_and_chances(seed)
    rows, method = rows_of(table), FILTERS[name or rule]
    at_all = [PRESETS[rule].default, *np.random.default_rng(seed).choice(PRESETS[rule].edges, 6)]
    for at in at_all if setting else [None]:
        settings = {setting: float(at)} if setting else {}
        if name:
            settings["least"] = 0
        expected = method.keep(methods, table.labels, **settings)
        found = run(rows, [Step(PRESETS[rule], at)], among=live.everything(SIZE)).passed[0]
        assert places(found.dropped, SIZE) == set(np.flatnonzero(expected.dropped).tolist()), at
        assert places(found.unknown, SIZE) == set(np.flatnonzero(expected.undecided).tolist()), at


@pytest.mark.parametrize("at", [0.0, 0.005, 0.3, 0.995, 1.0])
def test_a_threshold_on_a_signal_drops_from_it_on(at):
    table, _methods = table_and_chances()
    found = run(rows_of(table), [Step(RULES["signal:toxicity"], at)], among=live.everything(SIZE))
    assert places(found.passed[0].dropped, SIZE) == set(np.flatnonzero(table.signals["toxicity"] >= at).tolist())


def some_steps():
    return [
        Step(RULES["signal:toxicity"], 0.7),
        Step(PRESETS["length_most"], 360.0),
        Step(PRESETS["self_confidence"], 0.2),
        Step(PRESETS["near_duplicates"]),
    ]


def test_the_order_changes_what_each_is_counted_for_and_not_what_is_left():
    table, _methods = table_and_chances()
    rows, whole = rows_of(table), live.everything(SIZE)
    runs = [run(rows, steps, among=whole) for steps in permutations(some_steps())]
    assert len({one.kept for one in runs}) == 1
    counts = {tuple(sorted((p.step.rule.id, live.count(p.dropped)) for p in one.passed)) for one in runs}
    assert len(counts) > 1
    for one in runs:
        assert sum(live.count(passed.dropped) for passed in one.passed) == SIZE - live.count(one.kept)


@pytest.mark.parametrize("off", range(4))
def test_a_filter_that_is_off_is_as_if_it_were_not_there(off):
    table, _methods = table_and_chances()
    rows, whole, steps = rows_of(table), live.everything(SIZE), some_steps()
    without = run(rows, steps[:off] + steps[off + 1 :], among=whole)
    switched = run(rows, [replace(s, on=n != off) for n, s in enumerate(steps)], among=whole)
    assert switched.kept == without.kept
    others = [passed for n, passed in enumerate(switched.passed) if n != off]
    assert [(p.reach, p.dropped) for p in others] == [(p.reach, p.dropped) for p in without.passed]
    assert switched.passed[off].dropped == 0


def test_only_rows_it_is_asked_about_are_looked_at():
    table, _methods = table_and_chances()
    rows, half = rows_of(table), live.mask(bytes([255, 0] * (SIZE // 2)))
    found = run(rows, some_steps(), among=half)
    assert found.kept & ~half == 0
    assert all(passed.dropped & ~half == 0 for passed in found.passed)


def test_a_checked_label_stays_whatever_a_filter_of_labels_says_and_no_other_filter_spares_it():
    table, _methods = table_and_chances()
    table = replace(table, checked=np.ones(SIZE, dtype=bool))
    rows, whole = rows_of(table), live.everything(SIZE)
    assert run(rows, [Step(PRESETS["regen"])], among=whole).kept == whole
    unheard = rows_of(table.as_given())
    assert run(unheard, [Step(PRESETS["regen"])], among=whole).kept != whole
    assert run(rows, [Step(RULES["signal:toxicity"], 0.5)], among=whole).kept != whole


def test_a_filter_without_its_column_drops_nothing_and_says_so():
    table, _methods = table_and_chances()
    found = run(rows_of(table), [Step(RULES["signal:llm_confidence"], 0.5)], among=live.everything(SIZE))
    assert found.kept == found.before
    assert found.passed[0].is_missing


def test_no_rows():
    empty = Rows(b"", b"", {"signal:toxicity": b""})
    found = run(empty, [Step(RULES["signal:toxicity"], 0.5)], among=live.everything(0))
    assert (found.kept, live.by_label(b"", 0, 2)) == (0, [0, 0, 0])


def test_rows_by_label_and_in_bins_add_up():
    table, _methods = table_and_chances()
    rows, whole = rows_of(table), live.everything(SIZE)
    found = run(rows, some_steps(), among=whole)
    kept = np.array(sorted(places(found.kept, SIZE)))
    expected = [int((table.labels[kept] == label).sum()) for label in range(CLASSES)]
    assert live.by_label(rows.labels, found.kept, CLASSES) == [*expected, 0]
    column = rows.columns["signal:toxicity"]
    bins = live.histogram(column, found.kept, SCALES["share"])
    values = table.signals["toxicity"][kept]
    assert bins == np.histogram(values, bins=20, range=(0, 1))[0].tolist()


def test_bins_of_a_scale_follow_each_other_and_hold_their_values():
    for name, edges in SCALES.items():
        limits = live.bin_limits(edges)
        assert len(limits) == live.bins_of(edges), name
        assert all(limits[n][1] == limits[n + 1][0] for n in range(len(limits) - 1) if name != "verdict")
        for place, edge in enumerate(edges):
            counts = live.histogram(bytes([place]), 255, edges)
            low, high = limits[counts.index(1)]
            assert low <= edge <= high, (name, edge)


@pytest.mark.parametrize("upwards", [True, False])
def test_the_nearest_rows_of_a_threshold_are_found_among_those_asked_for(upwards):
    column = bytes([5, 100, 99, 255, 101, 98, 100, 3])
    found = live.nearest(column, live.everything(8) & ~(255 << 8), 100, most=2, upwards=upwards)
    assert found == ([6, 4] if upwards else [2, 5])


@pytest.mark.parametrize(
    ("scale", "value", "step"),
    [("share", 0.1, 20), ("share", 0.29, 58), ("share", 0.1001, None), ("share", 2, None), ("share", -0.005, None),
     ("grade", 4.5, 90), ("words", 100, 100), ("words", 101, None), ("words", 104, 101), ("share", float("nan"), None)],
)  # fmt: skip
def test_a_threshold_stands_on_its_scale_or_nowhere(scale, value, step):
    assert step_of(scale, value) == step


def test_every_scale_fits_a_byte_and_every_rule_has_a_default_on_its_scale():
    assert all(len(edges) < 250 for edges in SCALES.values())
    for rule in RULES.values():
        assert rule.step(rule.default) is not None, rule.id
        assert rule.reason % {"score": 1, "threshold": 1}
        assert rule.histogram in RULES


@pytest.mark.parametrize("share_open", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(4))
def test_the_error_among_some_rows_is_the_certificates_estimate(seed, share_open):
    """Draws and active removals that nobody has resolved yet among them."""
    rng = np.random.default_rng(seed)
    losses = [None if rng.random() < share_open else float(rng.random() < 0.2) for _ in range(150)]
    log = [Removal(bool(rng.random() < 0.6), loss) for loss in losses]
    ours, theirs = error_among(1000, log), estimate(1000, log)
    for name in ("value", "low", "high"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name))
    assert (ours.count, ours.n) == (theirs.count, theirs.n)


def test_what_nobody_resolved_widens_the_interval_of_the_error():
    log = [Removal(True, 0.0)] * 50
    wider = error_among(500, [*log, *[Removal(True, None)] * 5])
    assert wider.high > error_among(500, log).high
    assert error_among(500, [Removal(False, 1.0)]).value is None
    assert error_among(500, []).n == 0


def test_words_in_a_hundred_rows_do_not_depend_on_how_many_rows_there_are():
    rng = np.random.default_rng(0)
    rows = [set(rng.zipf(1.5, 12).clip(max=5000).tolist()) for _ in range(4000)]
    few, many = richness(rows[:500]), richness(rows)
    assert few == pytest.approx(many, rel=0.05)
    drawn = np.mean([len(set().union(*(rows[n] for n in rng.choice(4000, 100, replace=False)))) for _ in range(200)])
    assert many == pytest.approx(drawn, rel=0.02)
    assert richness(rows[:99]) is None
    assert richness([{1, 2}] * 100) == 2
    assert richness([{n} for n in range(150)]) == pytest.approx(100)


def test_a_page_counts_without_numpy():
    code = (
        "import sys, annotation.methods.filters.live, annotation.methods.filters.error, "
        "annotation.methods.filters.richness; print('numpy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
