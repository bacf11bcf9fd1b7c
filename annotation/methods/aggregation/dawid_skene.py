"""Dawid and Skene: each annotator confuses labels in an own way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotation.methods.aggregation.aggregated import SHARED, Aggregated, likeliest
from annotation.methods.aggregation.answers import Answers, read_answers
from annotation.methods.aggregation.em import GAIN, ROUNDS, TINY, Fit, coins, fit
from annotation.methods.aggregation.majority import majority_of
from generation.methods.translatable import gettext_noop as _

SMOOTHING = 0.01
PRIOR_COUNTS = (4.0, 1.0)  # answers that each annotator is taken to have given before: right, and each wrong label
FEW = 10  # answers an annotator; with fewer the rows of a confusion are guesses

ALONE = _("One annotator alone cannot be told from the truth: these are the votes.")
TWO = _("Of two annotators nothing but chance would say who copies the truth: these are the votes.")
ONE_LABEL = _("All answers are one label: these are the votes.")
SWITCHED = _("The annotators contradict each other more than chance would: these are the votes.")
FEW_ANSWERS = _("With fewer than ten answers an annotator, one chance of being right stands for each.")


@dataclass(frozen=True)
class Confusions:
    """A table of confusion an annotator; `before` (labels, labels) are counts that each is taken to have given."""

    prior: np.ndarray
    chances: np.ndarray
    before: np.ndarray

    def refit(self, counts: np.ndarray, mass: np.ndarray) -> "Confusions":
        counts = counts + self.before
        chances = counts / np.maximum(counts.sum(axis=1, keepdims=True), TINY)
        return Confusions(mass / mass.sum(), chances, self.before)


def dawid_skene(
    labels: pd.DataFrame,
    *,
    gold: Mapping[Any, Any] | None = None,
    smoothing: float = SMOOTHING,
    prior: tuple[float, float] | None = None,
    rounds: int = ROUNDS,
    gain: float = GAIN,
    ties: str = SHARED,
) -> Aggregated:
    """The likeliest labels and a confusion table for each annotator, by expectation and maximisation.

    From the shares of the votes: `p_j = mean_i T_ij`; `pi_kjl ~ sum_i T_ij n_ikl + s`; then
    `ln T_ij = ln p_j + sum_kl n_ikl ln pi_kjl`, normalised; until a round gains less than `gain` an item.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer; who answers an item twice counts twice.
    gold : {item: label} of items that are known and stay so.
    smoothing : added to each cell of each table; 0 is the published method. prior : (right, wrong) counts added on and
        off the diagonal instead, such as PRIOR_COUNTS, so that annotators with few answers get no extreme rows.
    rounds, gain : where it ends. ties : as `majority`; with a posterior they are rare.

    Returns
    -------
    Aggregated; `reliability` is the annotator's chance of being right over the labels as often as they are,
    `sum_j p_j pi_kjj`. With a note in `notes`: one annotator, one label, or a mean diagonal not above 1/C (labels have
    changed places) give the votes; fewer than ten answers an annotator give `one_coin`.

    Reference: Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied
    Statistics 28 (1979), table 1 and 2.
    """
    answers = read_answers(labels, gold)
    if reason := unidentified_of_two(answers):
        return majority_of(answers, ties=ties, notes=(reason,))
    if len(answers.item) < FEW * len(answers.annotators):
        return one_coin_of(answers, ties=ties, notes=(FEW_ANSWERS,))
    classes = len(answers.labels)
    right, wrong = prior or (0.0, 0.0)
    before = smoothing + np.where(np.eye(classes, dtype=bool), right, wrong)
    start = answers.with_gold(answers.shares)
    model = Confusions(np.zeros(0), np.zeros(0), before).refit(answers.counts(start), start.sum(axis=0))
    found = fit(answers, model, rounds=rounds, gain=gain)
    if np.diagonal(found.model.chances, axis1=1, axis2=2).mean() <= 1 / classes:
        return majority_of(answers, ties=ties, notes=(SWITCHED,))
    parameters = len(answers.annotators) * classes * (classes - 1) + classes - 1
    return _aggregated("dawid_skene", answers, found, ties, parameters)


def one_coin(labels: pd.DataFrame, *, gold: Mapping[Any, Any] | None = None, ties: str = SHARED) -> Aggregated:
    """Dawid and Skene's method with one number an annotator: the chance of being right; wrong labels are alike.

    For many annotators with few answers each. Parameters, result and fall-backs are those of `dawid_skene`;
    `reliability` is the chance of being right.
    """
    answers = read_answers(labels, gold)
    if reason := unidentified_of_two(answers):
        return majority_of(answers, ties=ties, notes=(reason,))
    return one_coin_of(answers, ties=ties)


def one_coin_of(answers: Answers, *, ties: str = SHARED, notes: tuple[str, ...] = ()) -> Aggregated:
    """The same from answers that are read."""
    found = fit(answers, coins(answers))
    if found.model.right.mean() <= 1 / len(answers.labels):
        return majority_of(answers, ties=ties, notes=(SWITCHED,))
    return _aggregated("one_coin", answers, found, ties, len(answers.annotators) + len(answers.labels) - 1, notes)


def unidentified(answers: Answers) -> str:
    """Why no model of annotators can be fitted: a sentence, or ''."""
    if len(answers.annotators) < 2:
        return ALONE
    return ONE_LABEL if len(answers.labels) < 2 else ""


def unidentified_of_two(answers: Answers) -> str:
    """As `unidentified`; also of two annotators without a known item, of whom only shows how often they agree.

    That is one number for the two of them: one may be right always and the other as often as they agree, or the other
    way round, and what the rounds come to hangs on where they begin.
    """
    of_two = len(answers.annotators) == 2 and not (answers.gold >= 0).any()
    return unidentified(answers) or (TWO if of_two else "")


def _aggregated(name: str, answers: Answers, found: Fit, ties: str, parameters: int, notes=()) -> Aggregated:
    confusion = found.model.chances.transpose(0, 2, 1)
    return Aggregated(
        name,
        answers,
        found.posterior,
        likeliest(found.posterior, ties, found.model.prior),
        np.diagonal(confusion, axis1=1, axis2=2) @ found.model.prior,
        confusion,
        found.log_likelihood,
        parameters,
        notes=list(notes),
    )
