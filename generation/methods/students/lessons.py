"""A student from scratch: what it makes of texts that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generation.methods.demonstrations.vectors import Space, class_numbers
from generation.methods.students.student import of_others, out_of_fold


@dataclass(frozen=True)
class View:
    """What a student says: the `names` of the labels, and for each text the `chances` of each; NaN: nothing."""

    names: list[str]
    chances: np.ndarray

    @property
    def labels(self) -> list[str]:
        """The likeliest label of each text; '' where the student says nothing."""
        if not self.names:
            return [""] * len(self.chances)
        known = ~np.isnan(self.chances).any(axis=1)
        best = np.nan_to_num(self.chances, nan=-1).argmax(axis=1)
        return [self.names[place] if there else "" for place, there in zip(best, known, strict=True)]

    def chance(self, row: int, label: str) -> float | None:
        """The probability of a label of one text; None where the student says nothing of it."""
        if label not in self.names or np.isnan(self.chances[row]).any():
            return None
        return float(self.chances[row, self.names.index(label)])


def taught(learn: Sequence[str], labels: Sequence[str], texts: Sequence[str], *, random_state: int = 0) -> View:
    """Return what a new student that learned from `learn` says of `texts`; words are weighed by both together."""
    names = sorted(set(labels))
    if not learn or not texts:
        return View(names, np.full((len(texts), len(names)), np.nan))
    numbers = np.concatenate([class_numbers(labels, np.array(names)), np.full(len(texts), -1)])
    chances = of_others(Space([*learn, *texts]).vectors, numbers, len(names), random_state=random_state)
    return View(names, chances[len(learn) :])


def crossed(texts: Sequence[str], labels: Sequence[str], *, random_state: int = 0) -> View:
    """Return what students say of each text that learned from the others: five folds."""
    names = sorted(set(labels))
    if not texts:
        return View(names, np.full((0, len(names)), np.nan))
    numbers = class_numbers(labels, np.array(names))
    return View(names, out_of_fold(Space(texts).vectors, numbers, len(names), random_state=random_state))
