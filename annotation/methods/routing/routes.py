"""Who decides about each label: nobody, the student, another model call, or a person.

Each row goes where its expected loss is least: what the route costs, and `value` for each label that it leaves wrong.
With people who never err and nobody else to ask, this is: ask a person where risk x value > cost (cost-optimal
threshold); the split between model and people by uncertainty is CoAnnotating's (Li, Shi, Ziems, Kan, Chen, Liu and
Yang, EMNLP 2023, arXiv 2310.15638).
"""

from dataclasses import dataclass

import numpy as np

#: In the order in which they are tried: of two that lose the same, the first is taken.
ACCEPT, STUDENT, AGAIN, PERSON = ROUTES = ("accept", "student", "again", "person")
KEEP, TAKE, ASK = range(3)


@dataclass(frozen=True)
class Rows:
    """What is known of N rows.

    risk : (N,) in [0, 1], the calibrated chance that the label in use is wrong.
    student : (N,) in [0, 1], how likely the student's label is right where the label in use is wrong; NaN where the
        student says the same, nothing, or has not shown what it is worth.
    asked : (N,) True where another opinion is at hand already. It is part of the risk; to ask once more is not offered.
    """

    risk: np.ndarray
    student: np.ndarray
    asked: np.ndarray

    def __post_init__(self):
        known = self.student[~np.isnan(self.student)]
        for name, values in (("risk", self.risk), ("student", known)):
            if not ((values >= 0) & (values <= 1)).all():
                raise ValueError(f"{name} holds something that is no chance in [0, 1].")

    def __len__(self) -> int:
        return len(self.risk)

    def __getitem__(self, kept: np.ndarray) -> "Rows":
        return Rows(self.risk[kept], self.student[kept], self.asked[kept])


@dataclass(frozen=True)
class Opinion:
    """What another call of a model is worth: how often it differs from a wrong and from a right label, and how often it
    is right where it differs from a wrong one. Shares in [0, 1]."""

    differs_from_wrong: float
    differs_from_right: float
    right: float


@dataclass(frozen=True)
class Prices:
    """Of one row, in one currency: a person's answer, another call. `person_error`: how often people are wrong."""

    person: float
    again: float = 0.0
    person_error: float = 0.0


@dataclass(frozen=True)
class Routed:
    """By row: the number of its route in `ROUTES`; what that is expected to cost, to leave wrong, and to ask of people
    (1 for a person, of a further call the chance that its answer leads to one)."""

    route: np.ndarray
    cost: np.ndarray
    error: np.ndarray
    people: np.ndarray

    def __len__(self) -> int:
        return len(self.route)


@dataclass(frozen=True)
class _Way:
    """Of N rows the cost, the chance to be left wrong, and the answers of people."""

    cost: np.ndarray
    error: np.ndarray
    people: np.ndarray

    def loss(self, value: float) -> np.ndarray:
        return self.cost + value * self.error


def route(rows: Rows, prices: Prices, *, value: float, opinion: Opinion | None = None) -> Routed:
    """Send each row where its expected loss is least.

    value : what a wrong label costs, in the currency of `prices`. opinion : None where it is not known what a further
    call is worth; then none is offered.
    """
    ways = {ACCEPT: _accepted(rows.risk), STUDENT: _by_student(rows), PERSON: _by_person(rows.risk, prices)}
    if opinion:
        ways[AGAIN] = _asked_again(rows, prices, opinion, value)
    ways = {name: ways[name] for name in ROUTES if name in ways}
    best = np.argmin([way.loss(value) for way in ways.values()], axis=0)
    numbers = np.array([ROUTES.index(name) for name in ways], dtype=np.uint8)
    return Routed(numbers[best], *_taken(list(ways.values()), best))


def after(rows: Rows, prices: Prices, *, value: float, opinion: Opinion) -> tuple[np.ndarray, np.ndarray]:
    """What to do with a row that was asked about once more: (N,) where both labels agree, (N,) where they differ.

    KEEP the label in use, TAKE the other one, or ASK a person.
    """
    agrees, differs, _chance = _branches(rows.risk, prices, opinion)
    return np.array([KEEP, ASK])[_better(agrees, value)], np.array([KEEP, TAKE, ASK])[_better(differs, value)]


def _accepted(risk: np.ndarray) -> _Way:
    nothing = np.zeros_like(risk)
    return _Way(nothing, risk, nothing)


def _by_student(rows: Rows) -> _Way:
    """A label that differs can be right only where the one in use is wrong."""
    offered = ~np.isnan(rows.student)
    right = rows.risk * np.where(offered, rows.student, 0)
    return _Way(np.where(offered, 0, np.inf), 1 - right, np.zeros_like(rows.risk))


def _by_person(risk: np.ndarray, prices: Prices) -> _Way:
    one = np.ones_like(risk)
    return _Way(one * prices.person, one * prices.person_error, one)


def _asked_again(rows: Rows, prices: Prices, opinion: Opinion, value: float) -> _Way:
    """What comes after the further answer is chosen for each of its outcomes."""
    agrees, differs, chance = _branches(rows.risk, prices, opinion)
    same, other = _Way(*_taken(agrees, _better(agrees, value))), _Way(*_taken(differs, _better(differs, value)))
    cost = prices.again + (1 - chance) * same.cost + chance * other.cost
    error = (1 - chance) * same.error + chance * other.error
    people = (1 - chance) * same.people + chance * other.people
    return _Way(np.where(rows.asked, np.inf, cost), error, people)


def _branches(risk: np.ndarray, prices: Prices, opinion: Opinion) -> tuple[list[_Way], list[_Way], np.ndarray]:
    """What can be done where both agree, where they differ, and the chance that they differ (Bayes' rule)."""
    hit, alarm = risk * opinion.differs_from_wrong, (1 - risk) * opinion.differs_from_right
    chance = hit + alarm
    wrong_though_same = _divided(risk - hit, 1 - chance)
    wrong_as_doubted = _divided(hit, chance)
    person = _by_person(risk, prices)
    other_label = _accepted(1 - wrong_as_doubted * opinion.right)
    return (
        [_accepted(wrong_though_same), person],
        [_accepted(wrong_as_doubted), other_label, person],
        chance,
    )


def _divided(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _better(ways: list[_Way], value: float) -> np.ndarray:
    return np.argmin([way.loss(value) for way in ways], axis=0)


def _taken(ways: list[_Way], best: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = np.arange(len(best))
    columns = (np.array([getattr(way, name) for way in ways])[best, rows] for name in ("cost", "error", "people"))
    return tuple(columns)
