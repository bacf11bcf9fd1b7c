"""Weighted majority: an answer counts as much as its annotator agrees with the others."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from annotation.methods.aggregation.aggregated import SHARED, Aggregated, expected_confusion, likeliest
from annotation.methods.aggregation.answers import Answers, read_answers
from annotation.methods.aggregation.dawid_skene import ALONE
from annotation.methods.aggregation.majority import majority_of
from generation.methods.translatable import gettext_noop as _

WEIGHTLESS = _("No annotator agrees with the others more than chance would: these are the votes.")


def weighted(
    labels: pd.DataFrame,
    *,
    weights: Mapping[Any, float] | None = None,
    gold: Mapping[Any, Any] | None = None,
    ties: str = SHARED,
) -> Aggregated:
    """The label with the most weight; its share of the weight is its probability.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer.
    weights : {annotator: weight at least 0}, such as an accuracy on gold items; who is missing weighs nothing. None: an
        annotator's mean agreement with the other answers on the same items, beyond what a guess among the labels would
        have (0 where it is not above).
    gold : {item: label}, which hold. ties : as `majority`.

    Returns
    -------
    Aggregated; `reliability` is the weight. Where nobody of any weight spoke, votes count. One annotator, or
    nobody of any weight: the votes, with a note.

    Reference: the weights are pairwise agreement, as in crowd-kit's Wawa (worker agreement with aggregate), but with
    each other answer instead of the aggregate, which contains the annotator's own.
    """
    answers = read_answers(labels, gold)
    if weights is None and len(answers.annotators) < 2:
        return majority_of(answers, ties=ties, notes=(ALONE,))
    heavy = _agreement_beyond_chance(answers) if weights is None else _given(answers, weights)
    if not (heavy > 0).any():
        return majority_of(answers, ties=ties, notes=(WEIGHTLESS,))
    cells = answers.item * len(answers.labels) + answers.label
    mass = np.bincount(cells, heavy[answers.annotator], minlength=answers.votes.size).reshape(answers.votes.shape)
    total = mass.sum(axis=1, keepdims=True)
    posterior = answers.with_gold(np.divide(mass, total, out=answers.shares.copy(), where=total > 0))
    voted = (answers.votes.sum(axis=1) > 0) | (answers.gold >= 0)
    winners = likeliest(posterior, ties, answers.votes.sum(axis=0)) & voted[:, None]
    confusion = expected_confusion(answers, posterior)
    return Aggregated("weighted", answers, posterior, winners, heavy, confusion, parameters=len(heavy))


def pairwise_agreement(answers: Answers) -> np.ndarray:
    """(annotators,): mean share of the other answers on the same items that are equal; NaN without any other answer."""
    number = answers.votes.sum(axis=1)[answers.item]
    equal = answers.votes[answers.item, answers.label] - 1
    among = number > 1
    shares = equal[among] / (number[among] - 1)
    size = len(answers.annotators)
    total = np.bincount(answers.annotator[among], minlength=size)
    sums = np.bincount(answers.annotator[among], shares, minlength=size)
    return np.divide(sums, total, out=np.full(size, np.nan), where=total > 0)


def _agreement_beyond_chance(answers: Answers) -> np.ndarray:
    chance = 1 / max(1, len(answers.labels))
    beyond = (pairwise_agreement(answers) - chance) / max(1 - chance, chance)
    return np.maximum(0.0, np.nan_to_num(beyond))


def _given(answers: Answers, weights: Mapping[Any, float]) -> np.ndarray:
    found = np.array([float(weights.get(name, 0)) for name in answers.annotators])
    if not np.isfinite(found).all() or (found < 0).any():
        raise ValueError("Weights are numbers of at least 0.")
    return found
