"""What every method of aggregation returns: what the items are, and how much each annotator is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from annotation.methods.aggregation.answers import Answers
from generation.methods.estimates import wilson

#: What becomes of labels that are equally likely.
SHARED, ABSTAIN, PRIOR = TIES = ("shared", "abstain", "prior")
ROUNDING = 1e-9


@dataclass(frozen=True)
class Aggregated:
    """The labels of the items and what they stand on.

    `posterior` is (items, labels), rows sum to one. `winners`, of the same shape, marks what an item's label may be:
    one label, several where a tie is shared, none where the method abstains. `reliability` is (annotators,), the
    method's own measure in [0, 1], or any number where the method says so. `confusion` is (annotators, labels, labels)
    with the true label in rows; a row that nothing is known of is even. `log_likelihood` is that of all answers, None
    where the method models none; `parameters` counts what was fitted. `hardness` is (items,), where the method has it.
    `notes` are English sentences: why it fell back on something simpler.
    """

    method: str
    answers: Answers
    posterior: np.ndarray
    winners: np.ndarray
    reliability: np.ndarray
    confusion: np.ndarray
    log_likelihood: float | None = None
    parameters: int = 0
    hardness: np.ndarray | None = None
    notes: list[str] = field(default_factory=list)

    def labels(self, *, random_state: int = 0) -> pd.DataFrame:
        """(item, label, probability): the label of each item, None where the method abstains.

        Of a tie that is shared the label is drawn, each with the same chance.
        """
        if not self.answers.labels:  # nobody said anything of any item
            nothing = {"label": pd.Series([None] * len(self.answers.items), dtype=object), "probability": np.nan}
            return pd.DataFrame({"item": self.answers.items, **nothing})
        drawn = np.random.default_rng(random_state).random(self.winners.shape)
        best = np.where(self.winners, drawn, -1).argmax(axis=1)
        some = self.winners.any(axis=1)
        names = [self.answers.labels[place] if there else None for place, there in zip(best, some, strict=True)]
        names = pd.Series(names, dtype=object if None in names or not names else None)  # else pandas makes None a NaN
        probability = np.where(some, self.posterior[np.arange(len(best)), best], np.nan) if len(best) else []
        return pd.DataFrame({"item": self.answers.items, "label": names, "probability": probability})

    def annotators(self) -> pd.DataFrame:
        """(annotator, answers, reliability, right, low, high): `right` is the share of answers expected to be right.

        `low` and `high` are its Wilson interval (95 %), as if the posterior were certain; NaN without an answer.
        """
        right = self.posterior[self.answers.item, self.answers.label]
        right = np.bincount(self.answers.annotator, weights=right, minlength=len(self.answers.annotators))
        number = self.answers.per_annotator
        shares = [wilson(min(float(k), n), n) for k, n in zip(right, number, strict=True)]
        return pd.DataFrame(
            {
                "annotator": self.answers.annotators,
                "answers": number.astype(int),
                "reliability": self.reliability,
                "right": [share.value for share in shares],
                "low": [share.low for share in shares],
                "high": [share.high for share in shares],
            }
        )

    def accuracy(self, gold: Mapping[Any, Any]) -> float | None:
        """Share of the items of `gold` with their label; a shared tie of k labels counts 1/k, an abstention nothing.

        None where no item is in `gold`.
        """
        place = {label: position for position, label in enumerate(self.answers.labels)}
        rows = [(i, place.get(gold[item])) for i, item in enumerate(self.answers.items) if item in gold]
        if not rows:
            return None
        shares = self.winners / np.maximum(1, self.winners.sum(axis=1, keepdims=True))
        return float(np.mean([0.0 if label is None else shares[i, label] for i, label in rows]))


def likeliest(scores: np.ndarray, ties: str = SHARED, prior: np.ndarray | None = None) -> np.ndarray:
    """(items, labels) marks: the highest scores of each row, after the tie rule.

    Parameters
    ----------
    scores : (items, labels). ties : "shared": all of equal score, "abstain": none of them, "prior": of them the one
        with the highest `prior` (labels,), the first of equals.
    """
    if ties not in TIES:
        raise ValueError(f"ties must be one of {', '.join(TIES)}, not {ties!r}.")
    if not scores.size:
        return np.zeros(scores.shape, dtype=bool)
    best = scores >= scores.max(axis=1, keepdims=True) - ROUNDING
    tied = best.sum(axis=1) > 1
    if ties == ABSTAIN:
        best[tied] = False
    if ties == PRIOR and tied.any():
        weights = scores.sum(axis=0) if prior is None else prior
        first = np.where(best[tied], weights, -np.inf).argmax(axis=1)
        best[tied] = np.eye(scores.shape[1], dtype=bool)[first]
    return best


def expected_confusion(answers: Answers, posterior: np.ndarray) -> np.ndarray:
    """(annotators, true labels, given labels), rows sum to one; even where an annotator saw no such item."""
    counts = answers.counts(posterior).transpose(0, 2, 1)
    total = counts.sum(axis=2, keepdims=True)
    even = np.full(counts.shape, 1 / max(1, len(answers.labels)))
    return np.divide(counts, total, out=even, where=total > ROUNDING)
