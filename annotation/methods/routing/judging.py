"""What routes leave wrong of the rows that are left, by an audit: answered rows are routed as if they were open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.certificate.removal import Removal
from annotation.methods.routing.learned import ENOUGH, opinion_seen, student_seen
from annotation.methods.routing.left import error_left
from annotation.methods.routing.routes import ROUTES, Opinion, Prices, Rows, after, route
from generation.methods.estimates import Share

FOLDS = 5


@dataclass(frozen=True)
class Answered:
    """Rows that people answered, n of them, with what would be known of them without the answer.

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

    def __getitem__(self, kept: np.ndarray) -> "Answered":
        columns = (self.wrong, self.student_right, self.heard, self.differs, self.right)
        return Answered(self.rows[kept], self.fold[kept], self.opinions, *(column[kept] for column in columns))

    def parts(self) -> list[tuple[np.ndarray, Opinion | None]]:
        """The places of each part's rows, and the opinion that the others have shown."""
        return [(np.flatnonzero(self.fold == number), opinion) for number, opinion in enumerate(self.opinions)]


@dataclass(frozen=True)
class Audit:
    """How a frozen population was used up: rows that an audit drew, and between them those that the queue chose.

    population : rows that were frozen. drawn : (m,) bool, in the order in which they left it, whether an audit draw was
    it. places : (m,) which of the `answered` each is, -1 while nobody has settled it.
    """

    population: int
    drawn: np.ndarray
    places: np.ndarray
    answered: Answered

    @property
    def settled_draws(self) -> int:
        return int((self.drawn & (self.places >= 0)).sum())


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


def routes_of(answered: Answered, prices: Prices, *, value: float) -> np.ndarray:
    """(n,) numbers of the routes in `ROUTES` that these rows would go."""
    routes = np.zeros(len(answered), dtype=np.uint8)
    for places, opinion in answered.parts():
        routes[places] = route(answered.rows[places], prices, value=value, opinion=opinion).route
    return routes


def judged(audit: Audit, prices: Prices, *, value: float) -> Share:
    """What the routes at this value leave wrong of the rows that nobody has settled.

    The queue takes away what looks wrong, so what was drawn before holds errors that the rest no longer does: all rows
    that left are routed, chosen ones too, and what they would have come to is taken off (`error_left`).
    """
    return _of_the_rest(audit, left_wrong(audit.answered, prices, value=value))


def judged_by_people(audit: Audit, prices: Prices) -> Share:
    """What asking people about every row leaves wrong.

    At the value from which on every open row is worth a person, an answered row of a lower risk than all of them would
    still keep its label: that is no row of the point, which asks about all.
    """
    return _of_the_rest(audit, np.full(len(audit.answered), prices.person_error))


def left_wrong(answered: Answered, prices: Prices, *, value: float) -> np.ndarray:
    """(n,) in [0, 1], what the routes at this value leave wrong of each row.

    Of one that another opinion is asked of: what comes of the one that is there, else the expectation.
    """
    left, routes = np.zeros(len(answered)), routes_of(answered, prices, value=value)
    for places, opinion in answered.parts():
        part = answered[places]
        again = _left_after_another(part, prices, value, opinion) if opinion else np.zeros(len(part))
        ways = [part.wrong, ~part.student_right, again, np.full(len(part), prices.person_error)]
        left[places] = np.select([routes[places] == number for number in range(len(ROUTES))], ways)
    return left


def _of_the_rest(audit: Audit, losses: np.ndarray) -> Share:
    log = [
        Removal(drawn, float(losses[place]) if place >= 0 else None)
        for drawn, place in zip(audit.drawn.tolist(), audit.places.tolist(), strict=True)
    ]
    return error_left(audit.population, log)


def _left_after_another(answered: Answered, prices: Prices, value: float, opinion: Opinion) -> np.ndarray:
    """The chance that a label is wrong in the end: it is kept, or the other one is taken, or a person is asked."""
    wrong, differs = answered.wrong, np.where(answered.wrong, opinion.differs_from_wrong, opinion.differs_from_right)
    taken_is_wrong = np.where(wrong, 1 - opinion.right, 1.0)
    differs = np.where(answered.heard, answered.differs, differs)
    taken_is_wrong = np.where(answered.heard, ~answered.right, taken_is_wrong)
    left = np.array([wrong.astype(float), taken_is_wrong, np.full(len(answered), prices.person_error)])
    agreeing, differing = after(answered.rows, prices, value=value, opinion=opinion)
    each = np.arange(len(answered))
    return (1 - differs) * left[agreeing, each] + differs * left[differing, each]
