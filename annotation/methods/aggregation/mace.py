"""MACE: each annotator either copies the truth or answers from habit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from annotation.methods.aggregation.aggregated import SHARED, Aggregated, expected_confusion, likeliest
from annotation.methods.aggregation.answers import Answers, read_answers
from annotation.methods.aggregation.dawid_skene import unidentified_of_two
from annotation.methods.aggregation.em import TINY, fit
from annotation.methods.aggregation.majority import majority_of
from annotation.methods.aggregation.weighted import pairwise_agreement
from generation.methods.translatable import gettext_noop as _

RESTARTS = 10
ROUNDS = 50
SMOOTHING = 0.01  # divided by the number of labels

REFUSED = _("Every solution trusts those who agree with the others least: these are the votes.")


@dataclass(frozen=True)
class Habits:
    """`competence` (annotators,): the chance of copying the truth; `habit` (annotators, labels): answers otherwise."""

    prior: np.ndarray
    competence: np.ndarray
    habit: np.ndarray
    smoothing: float

    @property
    def chances(self) -> np.ndarray:
        copied = self.competence[:, None, None] * np.eye(self.habit.shape[1])
        return copied + ((1 - self.competence)[:, None] * self.habit)[:, :, None]

    def refit(self, counts: np.ndarray, mass: np.ndarray) -> "Habits":
        """Of the answers that are as the truth, the expected share was copied; all others are habit."""
        same = np.diagonal(counts, axis1=1, axis2=2)
        likely = self.competence[:, None] / np.maximum(
            self.competence[:, None] + (1 - self.competence[:, None]) * self.habit, TINY
        )
        copied = (same * likely).sum(axis=1)
        habit = counts.sum(axis=2) - same * likely + self.smoothing
        number = counts.sum(axis=(1, 2))
        competence = (copied + self.smoothing) / (number + 2 * self.smoothing)
        return Habits(self.prior, competence, habit / habit.sum(axis=1, keepdims=True), self.smoothing)


def mace(
    labels: pd.DataFrame,
    *,
    gold: Mapping[Any, Any] | None = None,
    restarts: int = RESTARTS,
    rounds: int = ROUNDS,
    smoothing: float | None = None,
    ties: str = SHARED,
    random_state: int = 0,
) -> Aggregated:
    """The likeliest labels where annotators copy the truth with chance `theta_j` and else answer from a habit `xi_j`.

    `P(T = t, answers) ~ prod_j [theta_j 1(a_j = t) + (1 - theta_j) xi_j(a_j)]`, every label as likely beforehand. Plain
    expectation and maximisation from several starts; of the solutions the one with the highest likelihood whose
    competences do not contradict the agreement among the annotators: a rank correlation (weighted by answers) of at
    least 0 with `pairwise_agreement`. Without that an annotator who always says the same can be taken for the truth.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer. gold : {item: label} of items that are known and stay so.
    restarts, rounds : starts, and rounds of each. smoothing : added to each count; None: .01 by the number of labels.
    ties : as `majority`. random_state : seed of the starts.

    Returns
    -------
    Aggregated; `reliability` is the competence. One annotator, two without known items, one label, or no solution
    that is accepted: the votes, with a note.

    Reference: Hovy, Berg-Kirkpatrick, Vaswani and Hovy, "Learning whom to trust with MACE" (NAACL 2013).
    """
    answers = read_answers(labels, gold)
    if reason := unidentified_of_two(answers):
        return majority_of(answers, ties=ties, notes=(reason,))
    smoothing = SMOOTHING / len(answers.labels) if smoothing is None else smoothing
    rng = np.random.default_rng(random_state)
    found = [fit(answers, _start(answers, smoothing, rng), rounds=rounds) for _restart in range(restarts)]
    agreement = pairwise_agreement(answers)
    trusted = [one for one in found if _goes_with(one.model.competence, agreement, answers.per_annotator)]
    if not trusted:
        return majority_of(answers, ties=ties, notes=(REFUSED,))
    best = max(trusted, key=lambda one: one.log_likelihood)
    return Aggregated(
        "mace",
        answers,
        best.posterior,
        likeliest(best.posterior, ties, answers.votes.sum(axis=0)),
        best.model.competence,
        expected_confusion(answers, best.posterior),
        best.log_likelihood,
        parameters=len(answers.annotators) * len(answers.labels),
    )


def _start(answers: Answers, smoothing: float, rng: np.random.Generator) -> Habits:
    classes, size = len(answers.labels), len(answers.annotators)
    even = np.full(classes, 1 / classes)
    return Habits(even, rng.uniform(0.5, 1, size), rng.dirichlet(np.ones(classes), size), smoothing)


def _goes_with(competence: np.ndarray, agreement: np.ndarray, weights: np.ndarray) -> bool:
    """Whether the ranks of both go together; annotators who share no item with anybody do not count."""
    known = ~np.isnan(agreement)
    if known.sum() < 2:
        return True
    weights = weights[known]
    left, right = (rankdata(np.round(values[known], 9)) for values in (competence, agreement))
    left, right = left - np.average(left, weights=weights), right - np.average(right, weights=weights)
    return float((weights * left * right).sum()) >= 0
