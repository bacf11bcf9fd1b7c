"""The orders in which rows are reviewed: ours, parts of it, and what others offer. No `main`: see errors_found.

An order says, from the answers so far, how suspicious each row is; people then answer the most suspicious others.
Ours is made anew after every 1 % (at least 20 answers), from 20 % on after every 2.5 % and from 40 % on every 10 %.
Students, ours and those of others, learn the answers at 0, 5, 10, 20 and 40 %.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pandas as pd
from cleanlab.filter import find_label_issues
from cleanlab.multiannotator import get_active_learning_scores
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from annotation.methods.scoring import prepare, score
from annotation.methods.selection.suspicion import static_suspicion, suspicion_order
from annotation.methods.signals.registry import OF_LABELS
from bench.error_sets import Task

try:
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.pool import ContrastiveAL, QueryByCommittee, UncertaintySampling
except ImportError:  # a rival that only whoever wants it installs
    UncertaintySampling = None

REFITS = (0, 0.05, 0.10, 0.20, 0.40)
LEAST = 20
Suspicious = Callable[["Reviewed"], np.ndarray]


class World:
    """A task with all that orders share: texts read once, and the first students."""

    def __init__(self, task: Task, seed: int):
        self.task, self.seed, self.size = task, seed, len(task.gold)
        self.labels, self.classes = pd.factorize(pd.concat([task.samples["label"], pd.Series(task.gold)]), sort=True)
        self.given, self.gold = self.labels[: self.size], self.labels[self.size :]

    @cached_property
    def texts(self):
        return prepare(self.task.samples["text"].tolist(), random_state=self.seed)

    @cached_property
    def opinions(self) -> pd.DataFrame:
        """What other models said, a column each."""
        return self.task.others.pivot(index="sample", columns="source", values="label").reindex(range(self.size))

    @cached_property
    def plain(self):
        """What a user of another library would take: TF-IDF of words and pairs of words."""
        return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(self.task.samples["text"])

    @cached_property
    def scored(self):
        return score(self.task.samples, self.task.others, texts=self.texts, random_state=self.seed)

    @cached_property
    def plain_probabilities(self) -> np.ndarray:
        return self.plain_fit(self.given)

    def plain_fit(self, labels: np.ndarray) -> np.ndarray:
        """Five-fold out of fold, each class in its column."""
        alone = np.bincount(labels)[labels].min() < 5
        folds = (KFold if alone else StratifiedKFold)(5, shuffle=True, random_state=self.seed)
        found = np.full((self.size, len(self.classes)), 1e-6)
        for train, test in folds.split(self.plain, labels):
            model = LogisticRegression(C=5, max_iter=200).fit(self.plain[train], labels[train])
            found[np.ix_(test, model.classes_)] = np.clip(model.predict_proba(self.plain[test]), 1e-6, None)
        return found / found.sum(axis=1, keepdims=True)


class Reviewed:
    """What is known when the next order is made."""

    def __init__(self, world: World):
        self.world, self.seen, self.refit = world, np.zeros(world.size, dtype=bool), True

    @property
    def labels(self) -> np.ndarray:
        return np.where(self.seen, self.world.gold, self.world.given)

    @property
    def wrong(self) -> pd.Series:
        return pd.Series(self.world.task.wrong).astype(object).where(pd.Series(self.seen), None)


def review(world: World, order: Suspicious) -> np.ndarray:
    """The place at which each row is reviewed."""
    state, place, fitted = Reviewed(world), np.empty(world.size, dtype=int), -1
    for stop in stops(world.size):
        done = int(state.seen.sum())
        stage = sum(done >= round(share * world.size) for share in REFITS)
        state.refit, fitted = stage != fitted, stage
        value = np.nan_to_num(np.asarray(order(state), dtype=float), nan=-1e9)
        value[state.seen] = -np.inf
        next_ones = np.argsort(-value, kind="stable")[: stop - done]
        place[next_ones] = np.arange(done, stop)
        state.seen[next_ones] = True
    return place


def stops(size: int) -> list[int]:
    shares = [*np.arange(1, 21) / 100, *np.arange(22.5, 41, 2.5) / 100, *np.arange(5, 11) / 10]
    at, found = 0, []
    for share in shares:
        if round(share * size) - at >= min(LEAST, size) or share == 1:
            at = round(share * size)
            found.append(at)
    return found


class Ours:
    """The product's order: students at the refits, the error model at each step.

    `without` leaves out signals, or `text`, `labels` (which one it is, and which the student would give) or `answers`.
    With `students=False` the students are fitted once.
    """

    def __init__(self, *without: str, students: bool = True):
        self.without, self.students = set(without), students

    def __call__(self, state: Reviewed) -> np.ndarray:
        world = state.world
        if not state.seen.any():
            self.scored = world.scored
        elif state.refit and self.students:
            answers = np.where(state.seen, world.task.gold, None)
            samples = world.task.samples.assign(answer=pd.Series(answers, dtype=object))
            self.scored = score(samples, world.task.others, texts=world.texts, random_state=world.seed)
        known = [name for name in OF_LABELS if name in self.scored.signals]
        signals = self.scored.signals[known].drop(columns=self.without, errors="ignore")
        if "answers" in self.without:
            return static_suspicion(signals).to_numpy()
        said = self.scored.student.set_index("sample")["label"].reindex(signals.index)
        given = world.task.samples["label"]
        if "labels" in self.without:
            said, given = None, given.where(given.isna(), "one")
        view = None if "text" in self.without else world.texts.view
        found = suspicion_order(
            signals,
            given,
            state.wrong,
            preferred=said,
            opinions=None if {"source_disagreement", "labels"} & self.without else world.opinions,
            view=view,
            groups=world.texts.groups,
            random_state=world.seed,
        )
        return found.suspicion.to_numpy()


def alone(signal: str) -> Suspicious:
    return lambda state: state.world.scored.signals[signal].to_numpy()


def by_chance(state: Reviewed) -> np.ndarray:
    return np.random.default_rng(1000 + state.world.seed).random(state.world.size)


def least_confidence(state: Reviewed) -> np.ndarray:
    return 1 - state.world.plain_probabilities.max(axis=1)


def plain_neighbours(state: Reviewed) -> np.ndarray:
    return state.world.scored.signals["neighbours"].to_numpy()


def llm_confidence(state: Reviewed) -> np.ndarray:
    return -pd.to_numeric(state.world.task.samples["confidence"]).to_numpy(dtype=float)


def others_disagree(state: Reviewed) -> np.ndarray:
    """How many other models gave another label, and among equals the student's doubt."""
    others = state.world.opinions
    differ = (others.notna() & others.ne(state.world.task.samples["label"], axis=0)).sum(axis=1).to_numpy()
    return differ + state.world.scored.signals["self_confidence"].rank(pct=True).to_numpy() / 2


def cleanlab_once(state: Reviewed) -> np.ndarray:
    if not hasattr(state, "kept"):
        state.kept = _cleanlab(state.world.given, state.world.plain_probabilities)
    return state.kept


def cleanlab_refitted(state: Reviewed) -> np.ndarray:
    if state.refit:
        probabilities = state.world.plain_fit(state.labels) if state.seen.any() else state.world.plain_probabilities
        state.kept = _cleanlab(state.labels, probabilities)
    return state.kept


def _cleanlab(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """cleanlab's issues first, in its own order, then the rest by the same measure."""
    here, numbers = np.unique(labels, return_inverse=True)
    inside = probabilities[:, here] / probabilities[:, here].sum(axis=1, keepdims=True)
    issues = find_label_issues(numbers, inside, return_indices_ranked_by="self_confidence", n_jobs=1)
    value = -inside[np.arange(len(labels)), numbers]
    value[issues] += 2
    return value


def active_lab(state: Reviewed) -> np.ndarray:
    """cleanlab's ActiveLab, made for asking again: the LLM and the reviewer are its two annotators."""
    if state.refit:
        world = state.world
        probabilities = world.plain_fit(state.labels) if state.seen.any() else world.plain_probabilities
        votes = pd.DataFrame({"llm": world.given, "person": np.where(state.seen, world.gold, np.nan)})
        state.kept = (
            -get_active_learning_scores(votes, probabilities)[0]
            if state.seen.any()
            else _cleanlab(world.given, probabilities)
        )
    return state.kept


def scikit_activeml(strategy: str) -> Suspicious:
    """Rows that it would ask for next.

    The model and the committee learn all labels, reviewed or not; the contrastive strategy only the answers, where it
    looks for neighbours that it thinks different.
    """

    def order(state: Reviewed) -> np.ndarray:
        if state.refit:
            state.kept = _utilities(strategy, state)
        return state.kept

    return order


def _utilities(strategy: str, state: Reviewed) -> np.ndarray:
    world, rest = state.world, np.flatnonzero(~state.seen)
    classes = np.arange(len(world.classes))
    model = SklearnClassifier(LogisticRegression(C=5, max_iter=200), classes=classes, random_state=world.seed)
    labels, more = state.labels.astype(float), {"fit_clf": True, "clf": model}
    if strategy == "committee":
        method, more = QueryByCommittee(random_state=world.seed), {"ensemble": _committee(world, model, labels)}
        more["fit_ensemble"] = False
    elif strategy == "contrastive":
        method = ContrastiveAL(random_state=world.seed)
        labels = np.where(state.seen, labels, np.nan)
    else:
        method = UncertaintySampling(method="margin_sampling", random_state=world.seed)
    if strategy == "contrastive" and not state.seen.any():
        return by_chance(state)
    _picked, value = method.query(
        X=world.texts.view.astype(float), y=labels, candidates=rest, return_utilities=True, **more
    )
    return np.nan_to_num(value[0], nan=-1e9)


def _committee(world: World, model, labels: np.ndarray) -> list:
    rng = np.random.default_rng(world.seed)
    drawn = [rng.integers(0, world.size, world.size) for _member in range(7)]
    fresh = [SklearnClassifier(model.estimator, classes=model.classes) for _rows in drawn]
    return [one.fit(world.texts.view[rows], labels[rows]) for one, rows in zip(fresh, drawn, strict=True)]


OURS, FITTED_ONCE = "ours", "students fitted once"
RIVALS: dict[str, Suspicious] = {
    "random": by_chance,
    "LLM's own confidence": llm_confidence,
    "least confidence": least_confidence,
    "plain kNN": plain_neighbours,
    "another model disagrees, then self-confidence": others_disagree,
    "cleanlab": cleanlab_once,
    "cleanlab, refitted": cleanlab_refitted,
    "cleanlab ActiveLab": active_lab,
}
if UncertaintySampling is not None:
    RIVALS |= {f"scikit-activeml {name}": scikit_activeml(name) for name in ("margin", "committee", "contrastive")}
#: Signals of labels that no set here has: probabilities of tokens, confidence in words, grades, a model's own repeats.
NOWHERE = {"llm_logprob", "llm_verbalised", "llm_quality", "consistency_runs", "consistency_forms"}
SIGNALS = tuple(name for name in OF_LABELS if name not in NOWHERE)
PARTS: dict[str, Suspicious] = {
    FITTED_ONCE: Ours(students=False),
    **{f"once, without {part}": Ours(part, students=False) for part in ("answers", "labels", "text", *SIGNALS)},
    **{f"{signal} alone": alone(signal) for signal in SIGNALS},
}
