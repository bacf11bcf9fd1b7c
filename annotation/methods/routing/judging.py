"""What routes would have left wrong, by rows that chance drew and people answered, each routed as if it were open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.routing.learned import ENOUGH, opinion_seen, student_seen
from annotation.methods.routing.routes import ROUTES, Opinion, Prices, Rows, after, route
from generation.methods.estimates import Share, wilson

FOLDS = 5


@dataclass(frozen=True)
class Drawn:
    """Rows that chance had drawn and people answered, n of them, with what would be known of them without the answer.

    rows : their risk before any opinion that came after the answer, and the student's chance. fold : (n,) in which of
        the parts a row is; `opinions` holds by part what another opinion is worth. Both chances were learned from the
        other parts: a row's answer and those of its near-duplicates taught nothing that it is routed by.
    wrong, student_right : (n,) bool, what people's answers say of the label in use and of the student's.
    heard, differs, right : (n,) bool, whether another opinion came after the answer, whether it differs from the label
        in use, and whether it is right.
    """

    rows: Rows
    fold: np.ndarray
    opinions: Sequence[Opinion | None]
    wrong: np.ndarray
    student_right: np.ndarray
    heard: np.ndarray
    differs: np.ndarray
    right: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, kept: np.ndarray) -> "Drawn":
        columns = (self.wrong, self.student_right, self.heard, self.differs, self.right)
        return Drawn(self.rows[kept], self.fold[kept], self.opinions, *(column[kept] for column in columns))

    def parts(self) -> list[tuple[np.ndarray, Opinion | None]]:
        """The places of each part's rows, and the opinion that the others have shown."""
        return [(np.flatnonzero(self.fold == number), opinion) for number, opinion in enumerate(self.opinions)]


def crossed(
    given: np.ndarray,
    other: np.ndarray,
    truth: np.ndarray,
    drawn: np.ndarray,
    sure: np.ndarray,
    preferred: np.ndarray,
    fold: np.ndarray,
) -> tuple[np.ndarray, list[Opinion | None]]:
    """The student's chances of answered rows, and by part what another opinion is worth, each from the other parts.

    Parameters
    ----------
    as of `opinion_seen` and `student_seen`, (N,) each; fold : (N,) numbers of parts, -1 of rows without an answer.

    Returns
    -------
    (N,) chances, NaN of rows without an answer; and the opinions. What all parts together are too few for is offered by
    none, and what they are enough for by all.
    """
    seen, (_chances, count) = opinion_seen(given, other, truth, drawn), student_seen(sure, preferred, given, truth)
    shown = np.where(drawn, truth, -1) if seen.drawn else truth
    chances, opinions = np.full(len(given), np.nan), []
    for number in range(FOLDS):
        own = fold == number
        opinion = opinion_seen(given, other, np.where(own, -1, shown), drawn, enough=1).opinion
        opinions.append(opinion if seen.opinion else None)
        if count >= ENOUGH:
            chances[own] = student_seen(sure, preferred, given, np.where(own, -1, truth), enough=1)[0][own]
    return chances, opinions


def routes_of(drawn: Drawn, prices: Prices, *, value: float) -> np.ndarray:
    """(n,) numbers of the routes in `ROUTES` that these rows would go."""
    routes = np.zeros(len(drawn), dtype=np.uint8)
    for places, opinion in drawn.parts():
        routes[places] = route(drawn.rows[places], prices, value=value, opinion=opinion).route
    return routes


def judged_by_people(drawn: Drawn, prices: Prices) -> Share:
    """What asking people about every row would have left wrong among these rows.

    At the value from which on every open row is worth a person, a drawn row of a lower risk than all of them would
    still keep its label: that is no row of the point, which asks about all.
    """
    return wilson(prices.person_error * len(drawn), len(drawn))


def judged(drawn: Drawn, prices: Prices, *, value: float) -> Share:
    """What the routes at this value would have left wrong among these rows.

    Of a row that another opinion is asked of: what comes of the one that is there, else the expectation. Wilson's
    interval of their mean: each row counts between 0 and 1, so it varies by no more than a yes or no with the same
    mean.
    """
    left, routes = np.zeros(len(drawn)), routes_of(drawn, prices, value=value)
    for places, opinion in drawn.parts():
        part = drawn[places]
        again = _left_after_another(part, prices, value, opinion) if opinion else np.zeros(len(part))
        ways = [part.wrong, ~part.student_right, again, np.full(len(part), prices.person_error)]
        left[places] = np.select([routes[places] == number for number in range(len(ROUTES))], ways)
    return wilson(float(left.sum()), len(drawn))


def _left_after_another(drawn: Drawn, prices: Prices, value: float, opinion: Opinion) -> np.ndarray:
    """The chance that a label is wrong in the end: it is kept, or the other one is taken, or a person is asked."""
    wrong, differs = drawn.wrong, np.where(drawn.wrong, opinion.differs_from_wrong, opinion.differs_from_right)
    taken_is_wrong = np.where(wrong, 1 - opinion.right, 1.0)
    differs = np.where(drawn.heard, drawn.differs, differs)
    taken_is_wrong = np.where(drawn.heard, ~drawn.right, taken_is_wrong)
    left = np.array([wrong.astype(float), taken_is_wrong, np.full(len(drawn), prices.person_error)])
    agreeing, differing = after(drawn.rows, prices, value=value, opinion=opinion)
    each = np.arange(len(drawn))
    return (1 - differs) * left[agreeing, each] + differs * left[differing, each]
