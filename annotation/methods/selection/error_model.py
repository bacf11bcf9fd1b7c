"""Which labels are wrong, learned from the answers so far: a static order corrected by as much as the answers show."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

# Log odds before any answer: about one label in seven is wrong (real LLM labels: 4 to 55 %), known within a factor of
# seven; a standard deviation along the static order changes them by 1.3, give or take half of that.
LEVEL, LEVEL_SPREAD = -1.8, 2.0
SLOPE, SLOPE_SPREAD = 1.3, 0.7
# How far the answers may move each part: a standard deviation of its weight before any answer. Tried on real LLM errors
# and injected noise (docs/users/order.md has the table).
SIGNAL_SPREAD, LABEL_SPREAD, TEXT_SPREAD = 0.25, 0.5, 1.2
# That another model differs says the most or nothing at all, and only answers tell which.
OPINION_SPREAD = 1.0
_STEPS = 200


@dataclass(frozen=True)
class Rows:
    """What the error model reads of each row, all in one order.

    `place` (rows,): the static order as a normal score. `signals` (rows, signals): standardised. `given` and
    `preferred` (rows,): numbers of the label in question and of the student's, -1 where it says nothing. `opinions`
    (rows, askers): the same of others who were asked. `view` (rows, dimensions): the text, rows of unit length.
    `classes`: how many labels there are. `met`: the pairs of labels that have a weight, as `codes` numbers them; None
    for all.
    """

    place: np.ndarray
    signals: np.ndarray
    given: np.ndarray
    preferred: np.ndarray
    opinions: np.ndarray
    view: np.ndarray
    classes: int
    met: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.place)

    def __getitem__(self, rows: np.ndarray) -> "Rows":
        parts = (self.place, self.signals, self.given, self.preferred, self.opinions, self.view)
        return Rows(*(part[rows] for part in parts), self.classes, self.met)

    def learning_from(self, rows: np.ndarray) -> "Rows":
        """The same with a weight for the pairs that these rows have, and for no other.

        Without an answer a pair stays where it began, at nought: all pairs of 500 labels would be two million noughts.
        """
        return replace(self, met=np.unique(self.codes[rows][self.spoken[rows]]))

    @cached_property
    def sizes(self) -> list[int]:
        """Weights of level and slope, signals, askers, labels, pairs of labels, and the text under each label."""
        labels = self.classes
        pairs = self.codes.shape[1] * labels * (labels + 1) if self.met is None else len(self.met)
        return [2, self.signals.shape[1], self.opinions.shape[1], labels, pairs, labels * self.view.shape[1]]

    @cached_property
    def differs(self) -> np.ndarray:
        """(rows, askers) one half where an opinion is another label than the one in question, less one half where it is
        the same, nought where there is none."""
        return np.where(self.opinions < 0, 0, np.where(self.opinions == self.given[:, None], -0.5, 0.5))

    @cached_property
    def codes(self) -> np.ndarray:
        """(rows, 1 + askers) which pair it is of the label in question and the student's, or another opinion."""
        theirs = np.column_stack([self.preferred, self.opinions]) + 1  # -1 where somebody says nothing
        of_each = self.classes * (self.classes + 1) * np.arange(theirs.shape[1])
        return of_each + self.given[:, None] * (self.classes + 1) + theirs

    @cached_property
    def spoken(self) -> np.ndarray:
        """(rows, 1 + askers) which pairs say something: who was not asked says nothing, the student's silence does."""
        return np.column_stack([np.ones(len(self), dtype=bool), self.opinions >= 0])

    @cached_property
    def pairs(self) -> np.ndarray:
        """(rows, 1 + askers) the number of each pair's weight; of one without a weight any."""
        if self.met is None:
            return self.codes
        return np.searchsorted(self.met, self.codes).clip(0, max(0, len(self.met) - 1))

    @cached_property
    def counted(self) -> np.ndarray:
        """(rows, 1 + askers) which pairs say something and have a weight."""
        if self.met is None:
            return self.spoken
        return self.spoken & np.isin(self.codes, self.met)

    def parts(self, weights: np.ndarray) -> list[np.ndarray]:
        return np.split(weights, np.cumsum(self.sizes)[:-1])

    def odds(self, weights: np.ndarray) -> np.ndarray:
        """Log odds of being wrong under these weights."""
        line, signals, askers, labels, pairs, text = self.parts(weights)
        text = text.reshape(self.classes, -1)
        odds = line[0] + line[1] * self.place + self.signals @ signals + self.differs @ askers + labels[self.given]
        if len(pairs):
            odds += (pairs[self.pairs] * self.counted).sum(axis=1)
        for label in np.unique(self.given):
            rows = self.given == label
            odds[rows] += self.view[rows] @ text[label]
        return odds

    def gradient(self, residual: np.ndarray) -> np.ndarray:
        """What `odds` hands back of a derivative by each row's log odds."""
        text = np.zeros((self.classes, self.view.shape[1]))
        for label in np.unique(self.given):
            rows = self.given == label
            text[label] = residual[rows] @ self.view[rows]
        return np.concatenate(
            [
                [residual.sum(), residual @ self.place],
                residual @ self.signals,
                residual @ self.differs,
                np.bincount(self.given, residual, self.classes),
                np.bincount(self.pairs[self.counted], (residual[:, None] * self.counted)[self.counted], self.sizes[4]),
                text.ravel(),
            ]
        )


class ErrorModel:
    r"""Penalised logistic regression around the static order.

    .. math:: \mathrm{logit}\,P(wrong_i) = a + b z_i + w \cdot s_i + u_{y_i} + v_{y_i \hat y_i}
            + \textstyle\sum_k (d_k \delta^k_i + v^k_{y_i o^k_i}) + t_{y_i} \cdot x_i

    with :math:`z` the static order, :math:`s` the signals, :math:`y` the label in question, :math:`\hat y` the
    student's, :math:`o^k` that of another asker, :math:`\delta^k` whether it differs, and :math:`x` the text. Weights
    are normal beforehand, :math:`b` around 1.3 and all others but the level around nought, and the likeliest after the
    answers are taken: with none the order is the static one, and each answer moves it by what it shows.

    Answers on chosen rows do no harm to the odds as long as the rows were chosen by what the model reads; where nobody
    looked, the odds are those of its form.

    Reference: a prior on each weight as in Gelman, Jakulin, Pittau and Su, "A weakly informative default prior
    distribution for logistic and other regression models" (Annals of Applied Statistics 2008), normal in place of t.

    Parameters
    ----------
    None; `fit` takes `Rows` and for each whether its label is wrong, `odds` any `Rows` made in the same way.

    Attributes
    ----------
    weights_ : the likeliest weights.
    """

    def fit(self, rows: Rows, wrong: np.ndarray, *, start: np.ndarray | None = None) -> "ErrorModel":
        """`start`: weights near the likeliest, to save steps; the loss has one lowest point, wherever it starts."""
        centre, precision = _beforehand(rows)
        wrong = np.asarray(wrong, dtype=float)

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            odds, away = rows.odds(weights), weights - centre
            value = (np.logaddexp(0, odds) - wrong * odds).sum() + 0.5 * (precision * away**2).sum()
            return value, rows.gradient(expit(odds) - wrong) + precision * away

        self.weights_ = centre
        if len(rows):
            start = centre if start is None else start
            self.weights_ = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
        return self

    def odds(self, rows: Rows) -> np.ndarray:
        """Log odds that each row's label is wrong."""
        return rows.odds(self.weights_)


def _beforehand(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Centre and precision of each weight."""
    centre = np.zeros(sum(rows.sizes))
    centre[:2] = LEVEL, SLOPE
    spreads = [SIGNAL_SPREAD, OPINION_SPREAD, LABEL_SPREAD, LABEL_SPREAD, TEXT_SPREAD]
    spread = np.concatenate(
        [[LEVEL_SPREAD, SLOPE_SPREAD], *(np.full(n, s) for n, s in zip(rows.sizes[1:], spreads, strict=True))]
    )
    return centre, spread**-2.0
