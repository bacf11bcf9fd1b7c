"""Majority: the label with the most answers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from annotation.methods.aggregation.aggregated import SHARED, Aggregated, expected_confusion, likeliest
from annotation.methods.aggregation.answers import Answers, read_answers
from annotation.methods.aggregation.em import alike


def majority(labels: pd.DataFrame, *, gold: Mapping[Any, Any] | None = None, ties: str = SHARED) -> Aggregated:
    """The label that most annotators gave; its share of the votes is its probability.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer. gold : {item: label}, which hold whatever was voted.
    ties : "shared", "abstain" or "prior" (of the labels that tie the one with the most votes in all), which alone
        moves the accuracy by up to four points: say which.

    Returns
    -------
    Aggregated. `reliability` of an annotator is the mean share of votes that the labels given have. An item without
    votes is as likely each label as all answers are, and gets none. `log_likelihood` is that of the model in which the
    majority is right: annotators are alike, with one chance of being right, and wrong labels are equally likely.
    """
    return majority_of(read_answers(labels, gold), ties=ties)


def majority_of(answers: Answers, *, ties: str = SHARED, notes: tuple[str, ...] = ()) -> Aggregated:
    """The same from answers that are read."""
    posterior = answers.with_gold(answers.shares)
    voted = (answers.votes.sum(axis=1) > 0) | (answers.gold >= 0)
    winners = likeliest(posterior, ties, answers.votes.sum(axis=0)) & voted[:, None]
    right = np.bincount(answers.annotator, posterior[answers.item, answers.label], minlength=len(answers.annotators))
    return Aggregated(
        "majority",
        answers,
        posterior,
        winners,
        right / np.maximum(1, answers.per_annotator),
        expected_confusion(answers, posterior),
        alike(answers).log_likelihood if len(answers.labels) > 1 and len(answers.item) else None,
        parameters=len(answers.labels),
        notes=list(notes),
    )
