"""GLAD: annotators have an ability, items an ease."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp

from annotation.methods.aggregation.aggregated import SHARED, Aggregated, expected_confusion, likeliest
from annotation.methods.aggregation.answers import Answers, read_answers
from annotation.methods.aggregation.dawid_skene import unidentified
from annotation.methods.aggregation.majority import majority_of
from generation.methods.translatable import gettext_noop as _

ROUNDS = 100
GAIN = 1e-5  # of the expected log-likelihood, relative
STEPS = 25  # of the search within a round
STEP_GAIN = 1e-2

TOO_FEW = _(
    "Fewer than one item in ten has three answers, so ease and ability cannot be told apart: these are the votes."
)
ENOUGH = 0.1


@dataclass(frozen=True)
class _Traits:
    ability: np.ndarray  # (annotators,), alpha
    log_ease: np.ndarray  # (items,), b = ln beta

    def skill(self, answers: Answers) -> np.ndarray:
        """(answers,): alpha beta, of which the logistic function is the chance of being right."""
        return self.ability[answers.annotator] * np.exp(np.clip(self.log_ease, -20, 20))[answers.item]


def glad(
    labels: pd.DataFrame, *, gold: Mapping[Any, Any] | None = None, rounds: int = ROUNDS, ties: str = SHARED
) -> Aggregated:
    """The likeliest labels where `P(right) = sigma(alpha_j beta_i)`: annotator j's ability times item i's ease.

    Other labels share `1 - sigma`. Every label is as likely beforehand: abilities cannot tell a label that people say
    too often from a frequent one, and a prior from the answers would count that habit twice. Expectation and
    maximisation; maximised by gradient over `alpha` and `b = ln beta`, both with normal priors of mean 1 and variance
    1. The scale is free (alpha up, beta down), so the result is put to a mean `b` of 0.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer. gold : {item: label} of items that are known and stay so.
    rounds : at most, fewer where one gains less than 1e-5 of the expected log-likelihood. ties : as `majority`.

    Returns
    -------
    Aggregated; `reliability` is alpha, any number: negative for who is wrong more often than not. `hardness` is
    -ln beta (items,): high for items on which good annotators disagree. One annotator, one label, or fewer than one
    item in ten with three answers: the votes, with a note and without hardness.

    Reference: Whitehill, Ruvolo, Wu, Bergsma and Movellan, "Whose vote should count more" (NIPS 2009).
    """
    answers = read_answers(labels, gold)
    reason = unidentified(answers)
    if not reason and (answers.votes.sum(axis=1) >= 3).mean() < ENOUGH:
        reason = TOO_FEW
    if reason:
        return majority_of(answers, ties=ties, notes=(reason,))
    traits = _Traits(np.ones(len(answers.annotators)), np.ones(len(answers.items)))
    prior = np.full(len(answers.labels), 1 / len(answers.labels))
    reached = -np.inf
    for _round in range(rounds):
        posterior, likelihood = _expect(answers, traits, prior)
        traits, value = _maximise(answers, traits, posterior)
        if abs(value - reached) < GAIN * abs(value):
            break
        reached = value
    posterior, likelihood = _expect(answers, traits, prior)
    middle = traits.log_ease.mean()
    return Aggregated(
        "glad",
        answers,
        posterior,
        likeliest(posterior, ties, answers.votes.sum(axis=0)),
        traits.ability * np.exp(middle),
        expected_confusion(answers, posterior),
        likelihood,
        parameters=len(answers.annotators) + len(answers.items),
        hardness=middle - traits.log_ease,
    )


def _expect(answers: Answers, traits: _Traits, prior: np.ndarray) -> tuple[np.ndarray, float]:
    classes, skill = len(answers.labels), traits.skill(answers)
    right, wrong = log_expit(skill), log_expit(-skill) - np.log(classes - 1)
    size = len(answers.items)
    all_wrong = np.bincount(answers.item, wrong, minlength=size)
    cells = answers.item * classes + answers.label
    more = np.bincount(cells, right - wrong, minlength=size * classes).reshape(size, classes)
    joint = np.log(np.maximum(prior, 1e-100)) + all_wrong[:, None] + more
    whole = logsumexp(joint, axis=1)
    posterior = np.exp(joint - whole[:, None])
    known = np.flatnonzero(answers.gold >= 0)
    whole[known] = joint[known, answers.gold[known]]
    return answers.with_gold(posterior), float(whole.sum())


def _maximise(answers: Answers, traits: _Traits, posterior: np.ndarray) -> tuple[_Traits, float]:
    right = posterior[answers.item, answers.label]
    size, others = len(traits.ability), np.log(len(answers.labels) - 1)

    def loss(packed: np.ndarray) -> tuple[float, np.ndarray]:
        now = _Traits(packed[:size], packed[size:])
        ease = np.exp(np.clip(now.log_ease, -20, 20))
        skill = now.ability[answers.annotator] * ease[answers.item]
        value = (right * log_expit(skill) + (1 - right) * (log_expit(-skill) - others)).sum()
        value -= ((packed - 1) ** 2).sum() / 2
        slope = right - expit(skill)
        by_ability = np.bincount(answers.annotator, slope * ease[answers.item], minlength=size)
        by_ease = np.bincount(answers.item, slope * skill, minlength=len(ease))
        return -value, -(np.concatenate([by_ability, by_ease]) - (packed - 1))

    start = np.concatenate([traits.ability, traits.log_ease])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "gtol": STEP_GAIN})
    return _Traits(found.x[:size], found.x[size:]), float(-found.fun)
