"""Accuracy per label where nothing is labelled yet: our queue beside random, plain uncertainty and scikit-activeml.

    python -m bench active_learning
    python -m bench.active_learning --seeds 2 --sets trec

Curves are kept in --cache as they are done, apart for each state of the code, so a run that was stopped goes on, and
more seeds join.
People answer 20 rows at a time up to 100, 50 up to 400, then 100 up to 1,000, of a pool of 3,000; after each batch the
order is made anew. Ours is what the product does with rows that have no label: those that stand for many others, one in
five by chance, until its student may be trusted, then the smallest margins.
Each budget's labels train the same student (TF-IDF, logistic regression), which a test set judges. scikit-activeml and
small-text are rivals where they are installed. Medians over seeds; differences in points with a 95 % interval by the
paired t.
"""

import argparse
import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import t as student_t
from sklearn.linear_model import LogisticRegression

from annotation.methods.scoring import ANSWER_WEIGHT, Texts, prepare
from annotation.methods.selection.coverage import covering_order
from annotation.methods.selection.explore import RANDOM_SHARE
from annotation.methods.selection.margin import is_worth_something, margin_order
from bench.error_sets import DATA, rows_of
from bench.kept import folder_of
from bench.rivals import say_what_is_left_out
from generation.methods.students.features import text_features
from generation.methods.students.student import out_of_fold

try:
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.pool import QueryByCommittee, UncertaintySampling
except ImportError:  # a rival that only whoever wants it installs
    UncertaintySampling = None
try:
    from small_text.query_strategies import ContrastiveActiveLearning, EmbeddingKMeans
except ImportError:  # likewise
    EmbeddingKMeans = None

SETS = {
    "sst2": ("sst2/train.jsonl", "sst2/test.jsonl"),
    "trec": ("trec/train.jsonl", "trec/test.jsonl"),
    "ag_news": ("ag_news/test7600.jsonl", None),  # cut in two
}
CACHE = Path(__file__).parent / "out" / "active_learning"
POOL, FIRST = 3000, 20
BATCHES = (*[20] * 4, *[50] * 6, *[100] * 6)
BUDGETS = (50, 100, 200, 400, 700, 1000)
OURS, RANDOM, MARGIN = "ours", "random", "plain margin"
Chooser = Callable[["Pool", np.ndarray, int, np.random.Generator], np.ndarray]


class Pool:
    """Texts, what people would answer, and a test set; read once a seed."""

    def __init__(self, name: str, seed: int):
        train, test = _split(name, seed)
        self.seed, texts = seed, [row["text"] for row in train]
        labels, self.classes = pd.factorize(pd.Series([str(row["label"]) for row in train + test]), sort=True)
        self.gold, self.test_gold = labels[: len(train)], labels[len(train) :]
        both = text_features(texts + [row["text"] for row in test]).astype(float)
        self.products = (both @ both[: len(train)].T).toarray()
        self.prepared: Texts = prepare(texts, random_state=seed)

    def coordinates(self, known: np.ndarray) -> np.ndarray:
        """Of all rows, those of the test last, in the space that the known rows span.

        A linear student with a squared penalty knows rows by their inner products alone, so it is the same student.
        """
        values, vectors = np.linalg.eigh(self.products[np.ix_(known, known)])
        there = values > 1e-9 * values[-1]
        return self.products[:, known] @ (vectors[:, there] / np.sqrt(values[there]))

    def chances(self, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """Of all rows, and the classes; None where fewer than two are known."""
        known = np.flatnonzero(seen)
        if len(np.unique(self.gold[known])) < 2:
            return None
        rows = self.coordinates(known)
        model = LogisticRegression(C=5, max_iter=300).fit(rows[known], self.gold[known])
        return model.predict_proba(rows), model.classes_

    def accuracy(self, seen: np.ndarray) -> float:
        found = self.chances(seen)
        if found is None:
            return 0.0
        chances, classes = found
        return float((classes[chances[len(seen) :].argmax(axis=1)] == self.test_gold).mean())


def _split(name: str, seed: int) -> tuple[list[dict], list[dict]]:
    train, test = SETS[name]
    rng, rows = np.random.default_rng(seed), rows_of(train)
    rows = [rows[at] for at in rng.permutation(len(rows))]
    return rows[:POOL], rows_of(test) if test else rows[POOL : POOL + 3000]


def ours(pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """As the queue hands out: the order that `score` gives rows without a label, some by chance while it explores."""
    known, rest, view = np.flatnonzero(seen), np.flatnonzero(~seen), pool.prepared.view
    answers = np.where(seen, pool.gold, -1)
    student = {"weights": np.where(seen, ANSWER_WEIGHT, 1.0), "groups": pool.prepared.groups, "random_state": pool.seed}
    chances = out_of_fold(pool.coordinates(known)[: len(seen)], answers, len(pool.classes), **student)
    said = known[~np.isnan(chances[known, 0])]
    right = int((chances[said].argmax(axis=1) == pool.gold[said]).sum())
    trusted = is_worth_something(right, len(said), np.bincount(pool.gold[known]).max() / len(known))
    waiting = pd.DataFrame(chances[rest])
    order = (
        margin_order(waiting, random_state=pool.seed)
        if trusted
        else covering_order(waiting, view[rest], view[known], random_state=pool.seed)
    )
    by_order, by_chance = list(rest[np.argsort(-order.to_numpy(), kind="stable")]), list(rng.permutation(rest))
    chosen: list[int] = []
    while len(chosen) < count:
        source = by_chance if not trusted and rng.random() < RANDOM_SHARE else by_order
        row = source.pop(0)
        if row not in chosen:
            chosen.append(row)
    return np.array(chosen)


def random(pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice(np.flatnonzero(~seen), count, replace=False)


def uncertain(how: str, pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Least confidence, margin or entropy of a model of the answered rows."""
    found, rest = pool.chances(seen), np.flatnonzero(~seen)
    if found is None:
        return random(pool, seen, count, rng)
    chances = np.sort(found[0][rest], axis=1)
    doubt = {
        "least confidence": -chances[:, -1],
        "margin": chances[:, -2] - chances[:, -1],
        "entropy": -(chances * np.log(np.clip(chances, 1e-12, None))).sum(axis=1),
    }[how]
    return rest[np.argsort(-doubt, kind="stable")[:count]]


def activeml(how: str, pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    labels = np.where(seen, pool.gold.astype(float), np.nan)
    classes = np.arange(len(pool.classes))
    model = SklearnClassifier(LogisticRegression(C=5, max_iter=300), classes=classes, random_state=pool.seed)
    view = pool.prepared.view.astype(float)
    if how == "committee":
        members = [SklearnClassifier(model.estimator, classes=classes, random_state=seed) for seed in range(5)]
        known = np.flatnonzero(seen)
        for member in members:
            drawn = rng.choice(known, len(known))
            member.fit(view[drawn], labels[drawn])
        method, more = QueryByCommittee(random_state=pool.seed), {"ensemble": members, "fit_ensemble": False}
    else:
        method, more = UncertaintySampling(method=how, random_state=pool.seed), {"clf": model}
    return method.query(X=view, y=labels, batch_size=count, **more)


@dataclass
class Embedding:
    """What small-text asks of its classifier; its data set is the numbers of the rows."""

    view: np.ndarray
    chances: np.ndarray

    def embed(self, rows: np.ndarray, *, return_proba: bool = False, **_asked):
        return (self.view[rows], self.chances[rows]) if return_proba else self.view[rows]


def small_text(strategy, pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    found, known, rest = pool.chances(seen), np.flatnonzero(seen), np.flatnonzero(~seen)
    if found is None:
        return random(pool, seen, count, rng)
    np.random.seed(pool.seed)  # noqa: NPY002 - small-text draws from the global generator
    model, rows = Embedding(pool.prepared.view, found[0][: len(seen)]), np.arange(len(seen))
    return strategy.query(model, rows, rest, known, pool.gold[known], n=count, pbar=None)


RIVALS: dict[str, Chooser] = {
    RANDOM: random,
    MARGIN: partial(uncertain, "margin"),
    "least confidence": partial(uncertain, "least confidence"),
    "entropy": partial(uncertain, "entropy"),
}
if UncertaintySampling is not None:
    RIVALS |= {
        "scikit-activeml margin": partial(activeml, "margin_sampling"),
        "scikit-activeml entropy": partial(activeml, "entropy"),
        "scikit-activeml committee": partial(activeml, "committee"),
    }
if EmbeddingKMeans is not None:
    RIVALS |= {
        "small-text contrastive": partial(small_text, ContrastiveActiveLearning(pbar=None)),
        "small-text k-means": partial(small_text, EmbeddingKMeans()),
    }


def curve(pool: Pool, choose: Chooser) -> list[float]:
    """Test accuracy at each budget. All begin with the same random rows."""
    rng = np.random.default_rng(pool.seed)
    seen = np.zeros(len(pool.gold), bool)
    seen[rng.choice(len(seen), FIRST, replace=False)] = True
    found: list[float] = []
    for batch in (*BATCHES, 0):
        while len(found) < len(BUDGETS) and seen.sum() >= BUDGETS[len(found)]:
            found.append(pool.accuracy(seen))
        if batch:
            seen[choose(pool, seen, batch, rng)] = True
    return found


def main(sets: list[str] | None = None, seeds: int = 5, cache: Path = CACHE) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    say_what_is_left_out("scikit-activeml", "small-text")
    warnings.simplefilter("ignore")
    cache = folder_of(cache, "active_learning", "error_sets")
    figures = {}
    for name in sets or list(SETS):
        curves = [_curves(name, seed, cache) for seed in range(seeds)]
        mine = np.array([found[OURS] for found in curves])
        figures[name] = {who: _told(mine, np.array([found[who] for found in curves])) for who in curves[0]}
        _print(name, figures[name])
    return figures


def _curves(name: str, seed: int, cache: Path) -> dict[str, list[float]]:
    orders = {OURS: ours, **RIVALS}
    files = {who: cache / f"{name}, {who}, {seed}.json" for who in orders}
    missing = [who for who, file in files.items() if not file.exists()]
    pool = Pool(name, seed) if missing else None
    for who in missing:
        started = time.perf_counter()
        files[who].write_text(json.dumps(curve(pool, orders[who])))
        print(f"  {name}, seed {seed}, {who}: {time.perf_counter() - started:.0f} s", flush=True)
    return {who: json.loads(file.read_text()) for who, file in files.items()}


def _told(mine: np.ndarray, theirs: np.ndarray) -> dict:
    """(seeds, budgets) each. Medians, and by how many points ours is better on average."""
    gap = 100 * (mine - theirs)
    half = student_t.ppf(0.975, len(gap) - 1) * gap.std(axis=0, ddof=1) / np.sqrt(len(gap)) if len(gap) > 1 else 0
    return {
        "medians": np.round(100 * np.median(theirs, axis=0), 1).tolist(),
        "ours_minus": [
            [round(float(v), 1) for v in three]
            for three in zip(gap.mean(axis=0), gap.mean(axis=0) - half, gap.mean(axis=0) + half, strict=True)
        ]
        if len(gap) > 1
        else [],
    }


def _print(name: str, figures: dict) -> None:
    print(f"{name}: accuracy in % at {', '.join(map(str, BUDGETS))} labels")
    for who, told in figures.items():
        line = f"  {who:<26}" + " ".join(f"{value:6.1f}" for value in told["medians"])
        gaps = "; ".join(f"{gap:+.1f} ({low:+.1f} to {high:+.1f})" for gap, low, high in told["ours_minus"])
        print(line + (f"   ours {gaps}" if who != OURS else ""), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=";".join(SETS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    main(options.sets.split(";"), options.seeds, options.cache)
