"""How far two sides agree on each label."""

from collections import Counter
from dataclasses import dataclass

from annotation.compare.frames import is_machine
from annotation.compare.pairs import Both, answers_of_both, is_label
from annotation.methods.agreement.kinds import MEASURES
from annotation.methods.agreement.one_label import one_label
from generation.models import Question
from generation.models.machine import HUMAN, STUDENT


def by_label(
    question: Question, source: str, tables: dict[str, list[Both]], machines: list[list] | None = None,
    *, right: str = HUMAN,
) -> list[dict]:  # fmt: skip
    """Of each label how far two sides agree on it (F1), of blind answers and of all; [] where a kind has no labels.

    `tables` are the rows of two sides by the left one, `right` the other; `machines` the cells of model and student.
    """
    labels, of_two_models = [label.name for label in question.labels.all()], is_machine(source) and is_machine(right)
    if not labels:
        return []
    told: dict[str, list[dict]] = {label: [] for label in labels}
    for left, rows in tables.items():
        parts = {"all": rows} if of_two_models else {"blind": [row for row in rows if row.blind], "answered": rows}
        shares = {part: _shares(question, labels, some) for part, some in parts.items()}
        for label in labels:
            told[label].append({"left": left, "right": right} | {part: of[label] for part, of in shares.items()})
    if machines is not None:
        positive = Positive.of_cells(machines)
        for label in labels:
            told[label].append({"left": source, "right": STUDENT, "all": positive.share(label)})
    return [{"label": label, "pairs": pairs} for label, pairs in told.items()]


def _shares(question: Question, labels: list[str], rows: list[Both]) -> dict[str, dict]:
    pairs = answers_of_both(rows)
    if is_label(question):
        positive = Positive.of(pairs)
        return {label: positive.share(label) for label in labels}
    found = MEASURES[question.type].by_label(pairs, labels)
    return {one.label: one.as_json() for one in found}


@dataclass
class Positive:
    """By label, the items that both sides gave it, and those that either did."""

    both: Counter
    either: Counter

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> "Positive":
        return cls.of_cells([[*pair, count] for pair, count in Counter(pairs).items()])

    @classmethod
    def of_cells(cls, cells: list[list]) -> "Positive":
        both, either = Counter(), Counter()
        for left, right, count in cells:
            both[left] += count * (left == right)
            for label in {left, right}:
                either[label] += count
        return cls(both, either)

    def share(self, label: str) -> dict:
        return one_label(self.both[label], self.either[label]).as_json()
