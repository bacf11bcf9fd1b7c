"""From the rows of a project to the bytes that a pipeline is counted from (live.py). Worker only: numpy.

The presets are those of registry.py: of each the threshold at which it would begin to drop a row is the row's value, so
that every setting is read from one column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from annotation.methods.filters.agreement import agrees
from annotation.methods.filters.confidence import margins, of_label
from annotation.methods.filters.decision import Decision
from annotation.methods.filters.duplicates import keep_one
from annotation.methods.filters.rules import ABOVE, PRESETS, SIGNAL, SIGNALS, UP_TO, Rule
from annotation.methods.filters.scales import BEYOND, SCALES, UNKNOWN

ADAPTIVE = 0.75  # of the range of the aleatoric doubt: CLLM's


@dataclass(frozen=True)
class Table:
    """What is known of the rows, one entry each.

    labels : class numbers, -1 for none: those that hold. given : those of models, whoever has answered since: signals
    speak of these, so ranks within a label are taken among them. classes : how many labels the student tells apart.
    signals : name -> (rows,), NaN where nothing is said. cautious, helps : confident learning's second opinion and
    ProGen's sign, as 0 and 1, NaN where nothing is known. words, grades : counts and grades of 0 to 5. groups : of
    near-duplicates.
    """

    labels: np.ndarray
    given: np.ndarray
    classes: int
    checked: np.ndarray
    texts: list[str]
    words: np.ndarray
    groups: np.ndarray
    signals: Mapping[str, np.ndarray] = field(default_factory=dict)
    cautious: np.ndarray | None = None
    helps: np.ndarray | None = None
    grades: np.ndarray | None = None

    def of(self, rows: np.ndarray) -> "Table":
        """The rows of a mask alone."""
        return Table(
            self.labels[rows], self.given[rows], self.classes, self.checked[rows],
            [text for text, is_in in zip(self.texts, rows, strict=True) if is_in],
            self.words[rows], self.groups[rows], {name: values[rows] for name, values in self.signals.items()},
            *(None if one is None else one[rows] for one in (self.cautious, self.helps, self.grades)),
        )  # fmt: skip

    def as_given(self) -> "Table":
        """As if nobody had answered: the labels of models, none of them checked."""
        return replace(self, labels=self.given, checked=np.zeros(len(self.given), dtype=bool))


@dataclass(frozen=True)
class Column:
    """`steps` (rows,): a byte a row, a place on the rule's scale. `scores` (rows,): what a reason tells."""

    steps: np.ndarray
    scores: np.ndarray


def columns(table: Table) -> dict[str, Column]:
    """One column of each rule that can say something; those that cannot are left out."""
    found = {name: Column(_steps(SIGNALS[name], values), values) for name, values in _signals(table).items()}
    for name, values in _presets(table).items():
        scores = table.signals.get(PRESETS[name].shown.removeprefix(SIGNAL))
        found[name] = Column(_steps(PRESETS[name], values), values if scores is None else scores)
    return found


def _steps(rule: Rule, values: np.ndarray) -> np.ndarray:
    """Down to a step for what is dropped from or below a threshold, else up to it; so each threshold is exact."""
    edges = np.array(SCALES[rule.scale])
    upwards = rule.side in (ABOVE, UP_TO)
    places = np.searchsorted(edges, values, side="left") if upwards else np.searchsorted(edges, values, "right") - 1
    places = np.where(np.isinf(values), BEYOND, np.clip(places, 0, len(edges)))
    return np.where(np.isnan(values), UNKNOWN, places).astype(np.uint8)


def _signals(table: Table) -> dict[str, np.ndarray]:
    said = {SIGNAL + name: values for name, values in table.signals.items() if (~np.isnan(values)).any()}
    return {name: values for name, values in said.items() if name in SIGNALS}


def _presets(table: Table) -> dict[str, np.ndarray]:
    found = {
        "length": table.words,
        "length_most": table.words,
        "near_duplicates": _verdicts(keep_one(table.groups, table.labels, _trust(table), checked=table.checked)),
        **_by_student(table),
    }
    if table.grades is not None and (~np.isnan(table.grades)).any():
        found["alpagasus"] = table.grades
    for name in ("language", "label_leak", "contamination"):
        if name in table.signals and (~np.isnan(table.signals[name])).any():
            found[name] = table.signals[name]
    if (unlikely := table.signals.get("generation_probability")) is not None:
        found["supergen"] = unlikely
    return found


def _trust(table: Table) -> np.ndarray | None:
    """A student's that has seen no text of the group. Suspicion has: an answer to one copy moves the others' alone."""
    doubt = table.signals.get("self_confidence")
    return None if doubt is None else -doubt


def _by_student(table: Table) -> dict[str, np.ndarray]:
    signals, found = table.signals, {}
    if {"self_confidence", "student_margin"} <= signals.keys() and table.classes > 1:
        chances = _chances(table)
        own = of_label(chances, table.given)
        ranks = _ranks(own, table.given)
        found["self_confidence"] = np.where(own < 1 / table.classes, 0.0, ranks)
        found["margin"] = _ranks(margins(chances, table.given), table.given)
        found["regen"] = _verdicts(agrees(chances, table.given))
    if "confident_learning" in signals:
        counted = signals["confident_learning"]
        found["confident_learning_noise_rate"] = np.where(np.isnan(counted), np.nan, (counted > 0).astype(float))
        if table.cautious is not None and ((counted == 0) | ~np.isnan(table.cautious))[~np.isnan(counted)].all():
            both = np.where(counted > 0, table.cautious, 0.0)
            found["confident_learning"] = np.where(np.isnan(counted), np.nan, both)
    if {"learning_dynamics", "ambiguity"} <= signals.keys():
        found["cllm"] = _hard(1 - signals["learning_dynamics"], signals["ambiguity"] / 4)
    if "influence" in signals and table.helps is not None:
        ranks = _ranks(-signals["influence"], table.given)
        found["progen"] = np.where(np.isnan(ranks), np.nan, np.where(table.helps == 1, np.inf, ranks))
    return found


def _chances(table: Table) -> np.ndarray:
    """P(label) and P(best other) of each row, the latter under the next label: all that the presets look at."""
    own = 1 - table.signals["self_confidence"]
    other = own - (1 - 2 * table.signals["student_margin"])
    rows, classes = np.arange(len(own)), max(table.classes, int(table.given.max(initial=0)) + 1, 2)
    found = np.full((len(own), classes), -1.0)
    known = ~np.isnan(own + other)
    found[~known] = np.nan
    label = np.maximum(table.given, 0)
    found[rows[known], label[known]] = own[known]
    found[rows[known], (label[known] + 1) % classes] = other[known]
    return found


def _ranks(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """From which share "of the lowest of its label" on a row is dropped: its rank among them over their number.

    Rows of one score stand in the order of their places, as in thresholds.lowest.
    """
    found = np.full(len(scores), np.nan)
    known = ~np.isnan(scores) & (labels >= 0)
    for label in np.unique(labels[known]):
        rows = np.flatnonzero(known & (labels == label))
        order = rows[np.argsort(scores[rows], kind="stable")]
        found[order] = np.arange(1, len(order) + 1) / len(order)
    return found


def _hard(confidence: np.ndarray, aleatoric: np.ndarray) -> np.ndarray:
    """The confidence of rows without wavering; of the others no threshold drops one."""
    known = ~np.isnan(confidence + aleatoric)
    limit = ADAPTIVE * np.ptp(aleatoric[known]) if known.any() else 0.0
    return np.where(known, np.where(aleatoric <= limit, confidence, np.inf), np.nan)


def _verdicts(decision: Decision) -> np.ndarray:
    return np.where(decision.undecided, np.nan, decision.dropped.astype(float))
