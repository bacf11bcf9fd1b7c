"""What each filter and each weighting does to a student that learns from generated reviews, harm included.

Two sets that language models wrote (fewgen_sst2, short; s3_imdb_generated, long), each tested on two human test sets
that are never mixed (sst2 and mr share sentences). By seed: 1,000 generated rows are drawn, the student (the product's,
logistic regression on words and characters) learns from what a filter leaves, or with the weights, and its accuracy is
held against the one that learned from all; a filter also against two random drops of as many rows of each label. The
checked labels that some weights need, and texts of the target, come from the test set's own other parts.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import t
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from annotation.methods.filters.registry import FILTERS
from annotation.methods.weighting.lesson import Clean, Lesson, Weights
from annotation.methods.weighting.registry import WEIGHTING
from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.methods.students.dynamics import learning_dynamics
from generation.methods.students.features import TextFeatures
from generation.methods.students.influence import cross_harm
from generation.methods.students.robust import TRAININGS, Training
from generation.methods.students.student import of_others, out_of_fold

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
GENERATED = {"fewgen_sst2": "fewgen_sst2/generated_seed13.jsonl", "s3_imdb": "s3_imdb_generated/generated.jsonl"}
#: test set: (test, where checked labels and texts of the target come from)
TESTS = {"sst2": ("sst2/test.jsonl", "sst2/dev.jsonl"), "mr": ("mr_freeal/test.jsonl", "mr_freeal/train.jsonl")}
SEEDS, ROWS, RANDOM_DROPS = 10, 1000, 2
CHECKED, TARGET = 25, 500  # checked labels a class, texts of the target
CLASSES = ["negative", "positive"]
PLAIN = Training("", "", "")  # what the trainings have in common, without what sets them apart
UNAVAILABLE = {"supergen": "no log-probabilities in these sets", "alpagasus": "no grades in these sets"}
#: Presets that need a question of their own; `length` is tried at the shortest and longest twentieth.
LEFT_OUT = ("language", "label_leak", "contamination")


@dataclass
class Part:
    """Texts of one file by the features of the generated set: sparse, and the reduced view."""

    sparse: object
    view: np.ndarray
    labels: np.ndarray


@dataclass
class World:
    """One generated set with the tests, all in one space."""

    generated: Part
    texts: list[str]
    tests: dict[str, Part]
    others: dict[str, Part]
    groups: np.ndarray


def main() -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    with threadpool_limits(1):
        return {name: _table(name) for name in GENERATED}


def _table(name: str) -> dict:
    started, world = time.perf_counter(), _world(GENERATED[name])
    found: dict[str, list[dict]] = {}
    for seed in range(SEEDS):
        for method, row in _tried(world, seed):
            found.setdefault(method, []).append(row)
    figures = {method: _summed(rows, found["all rows"]) for method, rows in found.items()}
    print(f"{name}: {ROWS} of {len(world.texts)} rows, {SEEDS} seeds, {time.perf_counter() - started:.0f} s")
    _print(figures)
    return {**figures, **{method: {"unavailable": why} for method, why in UNAVAILABLE.items()}}


def _tried(world: World, seed: int) -> Iterator[tuple[str, dict]]:
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(len(world.texts), ROWS, replace=False))
    drawn = _drawn(world, rows)
    yield "all rows", drawn.accuracies()
    for name, dropped in _filtered(drawn, seed):
        shares = {f"dropped_{label}": float(dropped[drawn.labels == c].mean()) for c, label in enumerate(CLASSES)}
        yield f"filter: {name}", {**drawn.accuracies(~dropped), **shares, **_randomly(drawn, dropped, rng)}
    for name, training in {"none, by the same steps": PLAIN, **TRAININGS}.items():
        yield f"training: {name}", drawn.accuracies(training=training)
    weighed = {test: _weighed(drawn, world.others[test], rng, seed) for test in world.tests}
    for name in WEIGHTING:
        told = {}
        for test in world.tests:
            weights = weighed[test][name]
            told[test] = drawn.accuracies(weights=weights.values)[test]
            told[f"effective_{test}"] = weights.effective / len(rows)
        yield f"weights: {name}", told


@dataclass
class Drawn:
    """The rows of one seed. `own` and `tests` are coordinates in the space that the rows span."""

    own: np.ndarray
    view: np.ndarray
    labels: np.ndarray
    groups: np.ndarray
    words: np.ndarray
    tests: dict[str, np.ndarray]
    truth: dict[str, np.ndarray]

    def accuracies(self, kept=None, *, weights=None, training=None) -> dict[str, float]:
        """Of one student, on every test."""
        kept = np.ones(len(self.labels), dtype=bool) if kept is None else kept
        sizes = [len(rows) for rows in self.tests.values()]
        together = np.concatenate([self.own[kept], *self.tests.values()])
        asked = np.concatenate([self.labels[kept], np.full(sum(sizes), -1)])
        heard = None if weights is None else np.concatenate([weights, np.ones(sum(sizes))])
        said = of_others(together, asked, 2, weights=heard, training=training)[kept.sum() :].argmax(axis=1)
        parts = np.split(said, np.cumsum(sizes)[:-1])
        return {name: float((part == self.truth[name]).mean()) for name, part in zip(self.tests, parts, strict=True)}


def _drawn(world: World, rows: np.ndarray) -> Drawn:
    """A linear student with a squared penalty knows rows by their inner products alone, so a basis of the rows' own
    space gives the same student from 1,000 numbers a row instead of 100,000."""
    features = world.generated.sparse[rows].astype(float)
    values, vectors = np.linalg.eigh((features @ features.T).toarray())
    there = values > 1e-9 * values[-1]
    basis = vectors[:, there] / np.sqrt(values[there])
    tests = {test: (part.sparse.astype(float) @ features.T).toarray() @ basis for test, part in world.tests.items()}
    return Drawn(
        own=vectors[:, there] * np.sqrt(values[there]),
        view=world.generated.view[rows],
        labels=world.generated.labels[rows],
        groups=np.unique(world.groups[rows], return_inverse=True)[1],
        words=np.array([len(world.texts[row].split()) for row in rows], dtype=float),
        tests=tests,
        truth={test: part.labels for test, part in world.tests.items()},
    )


def _filtered(drawn: Drawn, seed: int) -> Iterator[tuple[str, np.ndarray]]:
    """(name, which rows go) for each filter that these sets allow. Undecided rows stay: people would look at them."""
    labels, groups = drawn.labels, drawn.groups
    seen = learning_dynamics(drawn.view, labels, groups=groups, random_state=seed)
    columns = {
        "probabilities": out_of_fold(drawn.own, labels, 2, groups=groups, random_state=seed),
        "confidence": seen.confidence,
        "aleatoric": seen.aleatoric,
        "influence": -cross_harm(drawn.view, labels, np.zeros(len(labels), dtype=bool), random_state=seed),
        "groups": groups,
        "words": drawn.words,
    }
    for name, method in FILTERS.items():
        if name in UNAVAILABLE or name in LEFT_OUT:
            continue
        low, high = np.quantile(drawn.words, [0.05, 0.95])
        settings = {"least": low, "most": high} if name == "length" else {}
        yield name, method.keep(columns, labels, **settings).dropped
    yield "self_confidence, 20 %", FILTERS["self_confidence"].keep(columns, labels, share=0.2).dropped


def _weighed(drawn: Drawn, other: Part, rng, seed: int) -> dict[str, Weights]:
    """Weights by method; the checked labels are of people."""
    places = [rng.choice(np.flatnonzero(other.labels == c), CHECKED, replace=False) for c in range(2)]
    checked, target = np.concatenate(places), rng.choice(len(other.labels), TARGET, replace=False)
    clean = Clean(other.view[checked], other.labels[checked])
    lesson = Lesson(drawn.view, drawn.labels, CLASSES, clean=clean, target_rows=other.view[target], random_state=seed)
    return {name: method.weights(lesson) for name, method in WEIGHTING.items()}


def _randomly(drawn: Drawn, dropped: np.ndarray, rng) -> dict[str, float]:
    """Accuracy after as many random drops of each label, mean over the draws."""
    found = []
    for _draw in range(RANDOM_DROPS):
        kept = np.ones(len(dropped), dtype=bool)
        for label in (0, 1):
            own = np.flatnonzero(drawn.labels == label)
            kept[rng.choice(own, dropped[own].sum(), replace=False)] = False
        found.append(drawn.accuracies(kept))
    return {f"random_{test}": float(np.mean([one[test] for one in found])) for test in drawn.tests}


def _summed(rows: list[dict], whole: list[dict]) -> dict:
    """Means in %, and differences in points with 95 % intervals over seeds, paired."""
    figures = {}
    for test in TESTS:
        own = np.array([row[test] for row in rows])
        figures[test] = round(100 * float(own.mean()), 2)
        figures[f"{test} less all rows"] = _difference(own - [row[test] for row in whole])
        if f"random_{test}" in rows[0]:
            figures[f"{test} less random drops"] = _difference(own - [row[f"random_{test}"] for row in rows])
    for name in rows[0]:
        if name.startswith(("dropped", "effective")):
            figures[f"{name}_percent"] = round(100 * float(np.mean([row[name] for row in rows])), 1)
    return figures


def _difference(values: np.ndarray) -> list[float]:
    """Mean, and Student's 95 % interval of it."""
    half = t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return [round(100 * float(number), 2) for number in (values.mean(), values.mean() - half, values.mean() + half)]


def _print(figures: dict) -> None:
    for method, told in figures.items():
        parts = [f"{method:38}"]
        for test in TESTS:
            parts.append(f"{test} {told[test]:6.2f}")
            for against in ("all rows", "random drops"):
                if f"{test} less {against}" in told:
                    parts.append("{:+6.2f} ({:+.2f} to {:+.2f})".format(*told[f"{test} less {against}"]))
        parts += [f"{name} {value}" for name, value in told.items() if name.endswith("percent")]
        print("  " + "  ".join(parts), flush=True)


def _world(path: str) -> World:
    generated = _read(path)
    space = TextFeatures([row["text"] for row in generated])
    view_of = _viewer(space)
    texts = [row["text"] for row in generated]
    own = Part(space.matrix, view_of(space.matrix), np.array([_number(row["label"]) for row in generated]))
    tests = {test: _part(_read(file), space, view_of) for test, (file, _other) in TESTS.items()}
    others = {test: _part(_read(file), space, view_of) for test, (_test, file) in TESTS.items()}
    return World(own, texts, tests, others, near_duplicate_groups(texts))


def _viewer(space: TextFeatures):
    """The reduced view of the generated texts, and others turned into it by the same directions."""
    directions = randomized_svd(space.matrix, 200, n_iter=3, random_state=0)[2].T.astype(np.float32)
    return lambda features: normalize(features @ directions)


def _part(rows: list[dict], space: TextFeatures, view_of) -> Part:
    features = space.of([row["text"] for row in rows])
    return Part(features, view_of(features), np.array([_number(row["label"]) for row in rows]))


def _number(label: str | int) -> int:
    return CLASSES.index(label) if label in CLASSES else int(label)


def _read(path: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / path).read_text().splitlines()]


if __name__ == "__main__":
    main()
