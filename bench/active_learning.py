"""Accuracy per label where nothing is labelled yet: our queue beside random, plain uncertainty and scikit-activeml.

    python -m bench active_learning
    python -m bench.active_learning --seeds 2 --sets trec

People answer 20 rows at a time up to 100, 50 up to 400, then 100 up to 1,000, of a pool of 3,000; after each batch the
order is made anew. Ours is what the product does: `score` of the pool, and every other row at random while it says so
(`explore`).
Each budget's labels train the same student (TF-IDF, logistic regression), which a test set judges. scikit-activeml is a
rival where it is installed. Medians over seeds; differences in points with a 95 % interval by the paired t.
"""

import argparse
import time
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import t as student_t
from sklearn.linear_model import LogisticRegression

from annotation.methods.scoring import Texts, prepare, score
from annotation.methods.selection.explore import RANDOM_SHARE
from bench.error_sets import DATA, rows_of
from generation.methods.students.features import text_features

try:
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.pool import QueryByCommittee, UncertaintySampling
except ImportError:  # a rival that only whoever wants it installs
    UncertaintySampling = None

SETS = {
    "sst2": ("sst2/train.jsonl", "sst2/test.jsonl"),
    "trec": ("trec/train.jsonl", "trec/test.jsonl"),
    "ag_news": ("ag_news/test7600.jsonl", None),  # cut in two
}
POOL, FIRST = 3000, 20
BATCHES = (*[20] * 4, *[50] * 6, *[100] * 6)
BUDGETS = (50, 100, 200, 400, 700, 1000)
OURS, RANDOM, MARGIN = "ours", "random", "plain margin"
Chooser = Callable[["Pool", np.ndarray, int, np.random.Generator], np.ndarray]


class Pool:
    """Texts, what people would answer, and a test set; read once a seed."""

    def __init__(self, name: str, seed: int):
        train, test = _split(name, seed)
        self.seed, self.texts = seed, [row["text"] for row in train]
        labels, self.classes = pd.factorize(pd.Series([str(row["label"]) for row in train + test]), sort=True)
        self.gold, self.test_gold = labels[: len(train)], labels[len(train) :]
        both = text_features(self.texts + [row["text"] for row in test])
        self.features, self.test_features = both[: len(train)], both[len(train) :]
        self.prepared: Texts = prepare(self.texts, random_state=seed)

    def fitted(self, seen: np.ndarray) -> LogisticRegression | None:
        known = np.flatnonzero(seen)
        if len(np.unique(self.gold[known])) < 2:
            return None
        return LogisticRegression(C=5, max_iter=300).fit(self.features[known], self.gold[known])

    def accuracy(self, seen: np.ndarray) -> float:
        model = self.fitted(seen)
        return 0.0 if model is None else float((model.predict(self.test_features) == self.test_gold).mean())


def _split(name: str, seed: int) -> tuple[list[dict], list[dict]]:
    train, test = SETS[name]
    rng, rows = np.random.default_rng(seed), rows_of(train)
    rows = [rows[at] for at in rng.permutation(len(rows))]
    return rows[:POOL], rows_of(test) if test else rows[POOL : POOL + 3000]


def ours(pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """As the queue hands out: the order of `score`, and every other row by chance while it explores."""
    answers = np.where(seen, pool.classes.to_numpy()[pool.gold], None)
    nothing = {"label": None, "confidence": None, "reference": None}
    samples = pd.DataFrame({"sample": range(len(seen)), "text": pool.texts, "answer": answers, **nothing})
    scored = score(samples.astype({"answer": object}), texts=pool.prepared, random_state=pool.seed)
    order = scored.priority.to_numpy().copy()
    order[seen] = -1
    chosen: list[int] = []
    by_order, by_chance = list(np.argsort(-order, kind="stable")), list(rng.permutation(np.flatnonzero(~seen)))
    while len(chosen) < count:
        source = by_chance if scored.explore and rng.random() < RANDOM_SHARE else by_order
        row = source.pop(0)
        if row not in chosen:
            chosen.append(row)
    return np.array(chosen)


def random(pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice(np.flatnonzero(~seen), count, replace=False)


def uncertain(how: str, pool: Pool, seen: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Least confidence, margin or entropy of a model of the answered rows."""
    model, rest = pool.fitted(seen), np.flatnonzero(~seen)
    if model is None:
        return random(pool, seen, count, rng)
    chances = np.sort(model.predict_proba(pool.features[rest]), axis=1)
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


def main(sets: list[str] | None = None, seeds: int = 5) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    warnings.simplefilter("ignore")
    figures = {}
    for name in sets or list(SETS):
        curves: dict[str, list[list[float]]] = {}
        for seed in range(seeds):
            pool, started = Pool(name, seed), time.perf_counter()
            for who, choose in {OURS: ours, **RIVALS}.items():
                curves.setdefault(who, []).append(curve(pool, choose))
            print(f"  {name}, seed {seed}: {time.perf_counter() - started:.0f} s", flush=True)
        figures[name] = {who: _told(np.array(curves[OURS]), np.array(found)) for who, found in curves.items()}
        _print(name, figures[name])
    return figures


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
    options = parser.parse_args()
    main(options.sets.split(";"), options.seeds)
