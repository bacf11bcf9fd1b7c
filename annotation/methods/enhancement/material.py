"""What a method of enhancement starts from, and what it returns: proposals, never a change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from annotation.methods.columns import OTHER_LABELS, PROPOSALS
from annotation.methods.effects.estimate import Estimate
from annotation.methods.trials.paired import paired_difference
from generation.methods.draws import derive
from generation.methods.estimates import Share, wilson
from generation.methods.students.student import fold_numbers, of_others, out_of_fold
from generation.methods.translatable import gettext_noop as _

ANSWER_WEIGHT = 5.0  # a person's label counts as much as five of a model's when a student learns
ENOUGH_ANSWERS = 20  # below, nobody can say whether labels got better

TOO_FEW_LABELS = _("Fewer than two labels are in use, so no student can be trained.")
WORSE = _("On rows that people answered the labels would have got worse, so nothing is proposed.")
NOT_SHOWN = _(
    "On rows that people answered no fewer labels are right than before, but they are too few to rule out that labels "
    "get worse: see the interval of the difference."
)
UNJUDGED = _("Too few rows with people's answers to see whether labels got better.")


@dataclass(frozen=True)
class Material:
    """The rows: one place each in all arrays.

    `given` is (rows,) the number of the label among `classes`, -1 where there is none; `answers` likewise what people
    said: these rows are pinned, so they teach and are never proposed another label. `features` is (rows, features),
    `groups` (rows,) the near-duplicate group of each row or None. `others` (sample, source, label, probability) are the
    labels of further sources.
    """

    samples: pd.Index
    classes: list[str]
    features: object
    given: np.ndarray
    answers: np.ndarray
    groups: np.ndarray | None = None
    others: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(OTHER_LABELS)))

    @property
    def pinned(self) -> np.ndarray:
        return self.answers >= 0

    @property
    def labels(self) -> np.ndarray:
        """What people said, else the label given."""
        return np.where(self.pinned, self.answers, self.given)

    @property
    def weights(self) -> np.ndarray:
        return np.where(self.pinned, ANSWER_WEIGHT, 1.0)

    @property
    def has_two_labels(self) -> bool:
        labels = self.labels
        return len(np.unique(labels[labels >= 0])) > 1

    def crossed(self, labels: np.ndarray, *, random_state: int = 0) -> np.ndarray:
        """(rows, classes): what students say of each row that have not seen it nor its near-duplicates."""
        same = {"weights": self.weights, "groups": self.groups, "random_state": random_state}
        return out_of_fold(self.features, labels, len(self.classes), **same)

    def taught(self, learn: np.ndarray, labels: np.ndarray, *, random_state: int = 0) -> np.ndarray:
        """(rows, classes): what a student of the rows marked in `learn` says of the others; NaN for them."""
        known = np.where(learn, labels, -1)
        return of_others(self.features, known, len(self.classes), weights=self.weights, random_state=random_state)

    def without_answers(self, hidden: np.ndarray) -> "Material":
        """The same with the answers of the marked rows not told."""
        return replace(self, answers=np.where(hidden, -1, self.answers))


@dataclass(frozen=True)
class Enhanced:
    """`proposals` (sample, label, probability, why): rows whose label would change; label None: it should be withheld.

    `why` is an English sentence. `report` holds the method's own figures, as JSON; `notes` English sentences: why there
    are no proposals, or what they lack. `doubted` are samples whose label, with the proposals, a judge would not give.
    """

    proposals: pd.DataFrame
    report: dict = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    doubted: list[int] = field(default_factory=list)


def nothing(*notes: str, report: dict | None = None) -> Enhanced:
    return Enhanced(pd.DataFrame(columns=list(PROPOSALS)), report or {}, list(notes))


def likeliest(chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) the likeliest class and its probability; -1 and NaN where nothing is said."""
    said = ~np.isnan(chances).any(axis=1) if chances.size else np.zeros(len(chances), dtype=bool)
    best, probability = np.full(len(chances), -1), np.full(len(chances), np.nan)
    best[said], probability[said] = chances[said].argmax(axis=1), chances[said].max(axis=1)
    return best, probability


def propose(material: Material, labels: np.ndarray, probability: np.ndarray, why: str) -> pd.DataFrame:
    """Proposals for the rows that nobody pinned and whose label (rows,) is another than the given one."""
    rows = np.flatnonzero((labels >= 0) & (labels != material.given) & ~material.pinned)
    return pd.DataFrame(
        {
            "sample": material.samples.to_numpy()[rows],
            "label": pd.Series([material.classes[number] for number in labels[rows]], dtype=object),
            "probability": probability[rows],
            "why": why,
        },
        columns=list(PROPOSALS),
    )


class Step(NamedTuple):
    """What a step comes to: `labels` and their `probability` (rows,), and what it tells beside them.

    `flips`: how much it changed, of methods that end when little does. `doubted` (rows,): where it would give another
    label than `labels` has.
    """

    labels: np.ndarray
    probability: np.ndarray
    told: dict = {}
    flips: dict | None = None
    doubted: np.ndarray | None = None


class Tried(NamedTuple):
    """A step, the share right among answered rows after it, and how much more that is than before all steps, on the
    same rows; None with too few answers."""

    step: Step
    share: Share | None
    gain: Estimate | None


#: From material to its steps in turn.
Steps = Callable[[Material], Iterable[Step]]


def stepwise(material: Material, steps: Steps, why: str, *, told_as: str, random_state: int = 0) -> Enhanced:
    """Take steps as long as no fewer answered rows are right after each, and propose what the last that holds says.

    The report has what the first step tells, `before`, under `told_as` the share right after each that was tried, its
    `gains` over before with their intervals, and how many are `kept`; shares and gains are None with fewer than 20
    answers. Fewer right ones are enough to hold a step back, whatever the interval: nobody has to show that it does
    harm. Where one holds although the interval of its gain leaves room for harm, a note says so.
    """
    start = reached = before(material)
    held, tried = None, []
    for one in judged(material, steps, random_state=random_state):
        tried.append(one)
        if one.share is not None and one.share.count < reached.count:
            break
        held, reached = one, one.share
    report = _told(tried, told_as) | {"before": start.as_json() if start else None}
    report["kept"] = len(tried) if held is tried[-1] else len(tried) - 1
    if held is None:
        return nothing(WORSE, report=report)
    proposals = propose(material, held.step.labels, held.step.probability, why)
    return Enhanced(proposals, report, _notes(held.gain, proposals), _doubted(material, held.step))


def _told(tried: Sequence[Tried], told_as: str) -> dict:
    gains = [gain_as_json(one.gain) for one in tried]
    told = tried[0].step.told | {told_as: [one.share and one.share.as_json() for one in tried], "gains": gains}
    flips = [one.step.flips for one in tried]
    return told | ({} if None in flips else {"flips": flips})


def _notes(gain: Estimate | None, proposals: pd.DataFrame) -> list[str]:
    if gain is None:
        return [UNJUDGED]
    return [NOT_SHOWN] if len(proposals) and gain.low < 0 else []


def _doubted(material: Material, step: Step) -> list[int]:
    return [] if step.doubted is None else material.samples.to_numpy()[step.doubted].tolist()


def judged(material: Material, steps: Steps, *, random_state: int = 0) -> Iterable[Tried]:
    """Yield each step, with the share right among answered rows as if they had not been answered.

    Each half of the answers is hidden once while the method runs with the other, near-duplicates together, so neither
    the answer of a row nor that of its twin has taught what is said of it. With fewer than 20 answers there is no
    share, and nothing is run twice.
    """
    answered = np.flatnonzero(material.pinned & (material.given >= 0))
    if len(answered) < ENOUGH_ANSWERS:
        yield from (Tried(step, None, None) for step in steps(material))
        return
    groups = None if material.groups is None else material.groups[answered]
    half = fold_numbers(material.answers[answered], groups, folds=2, random_state=derive(random_state, "judged"))
    halves = [_marked(answered[half == number], len(material.given)) for number in (0, 1)]
    runs = [iter(steps(material.without_answers(half))) for half in halves]
    for step in steps(material):
        hidden = np.where(halves[0], *(next(run).labels for run in runs))
        yield Tried(step, right(hidden, material.answers, answered), gained(material, hidden, answered))


def before(material: Material) -> Share | None:
    """Share of the answered rows whose given label is right; None with fewer than 20."""
    answered = np.flatnonzero(material.pinned & (material.given >= 0))
    return right(material.given, material.answers, answered) if len(answered) >= ENOUGH_ANSWERS else None


def right(labels: np.ndarray, answers: np.ndarray, rows: np.ndarray) -> Share:
    return wilson(int((labels[rows] == answers[rows]).sum()), len(rows))


def gained(material: Material, labels: np.ndarray, rows: np.ndarray) -> Estimate:
    """The share of these answered rows that is right by `labels` (rows of the material,), minus that of the given ones:
    of the same rows in pairs, with its interval (95 %)."""
    old, new = (of[rows] == material.answers[rows] for of in (material.given, labels))
    pairs = (old & new, old & ~new, ~old & new, ~old & ~new)
    return paired_difference(*(int(one.sum()) for one in pairs))


def gain_as_json(gain: Estimate | None) -> dict | None:
    return gain and {name: getattr(gain, name) for name in ("value", "low", "high", "n")}


def _marked(rows: Sequence[int], size: int) -> np.ndarray:
    marks = np.zeros(size, dtype=bool)
    marks[rows] = True
    return marks
