"""Expectation and maximisation, for every model in which answers depend on the true label and the annotator alone."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import logsumexp

from annotation.methods.aggregation.answers import Answers

ROUNDS = 100
GAIN = 1e-6  # of the log-likelihood an item; less is the end
TINY = 1e-100


class Model(Protocol):
    """`prior` (labels,) and `chances` (annotators, given labels, true labels): P(answer | truth)."""

    prior: np.ndarray
    chances: np.ndarray

    def refit(self, counts: np.ndarray, mass: np.ndarray) -> "Model":
        """The model that fits best: `counts` as `Answers.counts`, `mass` (labels,) how many items each label has."""


@dataclass(frozen=True)
class Fit:
    """Where the rounds ended: the model, what the items are by it, and the log-likelihood of all answers."""

    model: Model
    posterior: np.ndarray
    log_likelihood: float


def expect(answers: Answers, model: Model) -> tuple[np.ndarray, float]:
    """Return the posterior (items, labels) by a model, known items as they are, and the log-likelihood."""
    classes = len(answers.labels)
    table = np.log(np.maximum(model.chances, TINY)).reshape(-1, classes)
    joint = answers.said @ table + np.log(np.maximum(model.prior, TINY))
    whole = logsumexp(joint, axis=1)
    posterior = np.exp(joint - whole[:, None])
    known = np.flatnonzero(answers.gold >= 0)
    whole[known] = joint[known, answers.gold[known]]
    return answers.with_gold(posterior), float(whole.sum())


def fit(answers: Answers, model: Model, *, rounds: int = ROUNDS, gain: float = GAIN) -> Fit:
    """Expect and maximise in turn until a round gains less than `gain` times the items, or `rounds` are over."""
    posterior, likelihood = expect(answers, model)
    for _round in range(rounds):
        model = model.refit(answers.counts(posterior), posterior.sum(axis=0))
        posterior, reached = expect(answers, model)
        if reached - likelihood < gain * len(answers.items):
            return Fit(model, posterior, reached)
        likelihood = reached
    return Fit(model, posterior, likelihood)


@dataclass(frozen=True)
class Coins:
    """One chance of being right an annotator, wrong labels equally likely; `together`: one chance for all."""

    prior: np.ndarray
    chances: np.ndarray
    right: np.ndarray
    together: bool
    smoothing: float

    def refit(self, counts: np.ndarray, mass: np.ndarray) -> "Coins":
        right, number = np.trace(counts, axis1=1, axis2=2), counts.sum(axis=(1, 2))
        if self.together:
            right, number = np.full_like(right, right.sum()), np.full_like(number, number.sum())
        classes = len(mass)
        share = (right + self.smoothing) / np.maximum(number + classes * self.smoothing, TINY)
        wrong = (1 - share) / max(1, classes - 1)
        chances = np.where(np.eye(classes, dtype=bool), share[:, None, None], wrong[:, None, None])
        return Coins(mass / mass.sum(), chances, share, self.together, self.smoothing)


def coins(answers: Answers, *, together: bool = False, smoothing: float = 0.01) -> Coins:
    """The coins that fit the shares of the votes: where the rounds begin."""
    start = answers.with_gold(answers.shares)
    nothing = Coins(np.zeros(0), np.zeros(0), np.zeros(0), together, smoothing)
    return nothing.refit(answers.counts(start), start.sum(axis=0))


def alike(answers: Answers) -> Fit:
    """The fit of the model in which all annotators are alike."""
    return fit(answers, coins(answers, together=True))
