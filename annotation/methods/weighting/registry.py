"""The weighting methods, and the door that all of them share: what is missing is refused with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from annotation.methods.weighting.covariate_shift import covariate_shift
from annotation.methods.weighting.label_shift import label_shift
from annotation.methods.weighting.lesson import Clean, Lesson, Raw, Weights, effective_size
from annotation.methods.weighting.levels import over_all, within_labels
from annotation.methods.weighting.meta_weights import meta_weights
from annotation.methods.weighting.reweighting import reweighting
from annotation.methods.weighting.sungen import sungen
from annotation.methods.weighting.words import WORDS
from generation.methods.translatable import gettext_noop as _

CLEAN_AT_LEAST, TARGET_AT_LEAST = 5, 5

NO_LABEL = _("No row has a label.")
ONE_LABEL = _("All rows have the label “%(label)s”: there is nothing to weigh them by.")
TOO_FEW_CLEAN = _("“%(label)s” has %(count)s checked labels; %(least)s are needed.")
NO_TARGET = _("At least %(least)s texts of the target are needed, or the shares of its labels.")
NO_TARGET_TEXTS = _("At least %(least)s texts of the target are needed.")
TOO_FEW_ROWS = _("At least %(least)s rows with a label are needed.")
NO_SHARES = _("The target's shares must be at least 0 and name a label that occurs.")


@dataclass(frozen=True)
class WeightMethod:
    """A method: `needs` names what it takes beside the labels.

    `per_label`: each label keeps its share of all weight.
    """

    id: str
    name: str
    line: str
    needs: tuple[str, ...]
    compute: Callable[[Lesson], Raw]
    per_label: bool

    @property
    def towards_a_target(self) -> bool:
        return not self.per_label

    def weights(self, lesson: Lesson) -> Weights:
        """Weigh the rows of a lesson.

        Returns
        -------
        Weights: (rows,), mean 1 over each label (`per_label`) or over all, with the effective number of rows. NaN for
        rows without a label, and for all rows where something is missing, which `refused` says. No rows: refused.
        """
        values = np.full(len(lesson.labels), np.nan)
        known = np.flatnonzero(lesson.labels >= 0)
        lesson = replace(lesson, rows=lesson.rows[known], labels=lesson.labels[known], clean=_checked(lesson.clean))
        refused = self._lack(lesson)
        if refused:
            return Weights(values, refused=refused)
        with threadpool_limits(1):  # the steps are small: threads would wait for each other
            raw = self.compute(lesson)
        levelled, notes = over_all(raw.values), []
        if self.per_label:
            levelled, notes = within_labels(raw.values, lesson.labels, lesson.classes)
        values[known] = levelled
        return Weights(values, [*raw.notes, *notes], effective=effective_size(levelled))

    def _lack(self, lesson: Lesson) -> dict | None:
        present = np.unique(lesson.labels)
        if not len(present):
            return {"text": NO_LABEL, "values": {}}
        if len(present) == 1 and self.per_label:
            return {"text": ONE_LABEL, "values": {"label": lesson.classes[present[0]]}}
        return next((lack for need in self.needs if (lack := _LACKS[need](lesson, present))), None)


def _checked(clean: Clean | None) -> Clean | None:
    if clean is None:
        return None
    known = np.flatnonzero(clean.labels >= 0)
    return Clean(clean.rows[known], clean.labels[known])


def _lacks_clean(lesson: Lesson, present: np.ndarray) -> dict | None:
    clean = np.zeros(0, dtype=int) if lesson.clean is None else lesson.clean.labels
    counts = np.bincount(clean, minlength=len(lesson.classes))
    scarce = present[counts[present] < CLEAN_AT_LEAST]
    if not len(scarce):
        return None
    few = {"label": lesson.classes[scarce[0]], "count": int(counts[scarce[0]]), "least": CLEAN_AT_LEAST}
    return {"text": TOO_FEW_CLEAN, "values": few}


def _lacks_texts(lesson: Lesson, present: np.ndarray, text: str = NO_TARGET_TEXTS) -> dict | None:
    if lesson.target_rows is not None and lesson.target_rows.shape[0] >= TARGET_AT_LEAST:
        return None
    return {"text": text, "values": {"least": TARGET_AT_LEAST}}


def _lacks_target(lesson: Lesson, present: np.ndarray) -> dict | None:
    if lesson.target_shares is None:
        return _lacks_texts(lesson, present, NO_TARGET)
    shares = np.array([lesson.target_shares.get(lesson.classes[label], 0.0) for label in present])
    given = np.array(list(lesson.target_shares.values()), dtype=float)
    sound = np.isfinite(given).all() and (given >= 0).all() and shares.sum() > 0
    return None if sound else {"text": NO_SHARES, "values": {}}


def _lacks_both_kinds(lesson: Lesson, present: np.ndarray) -> dict | None:
    if len(lesson.labels) < TARGET_AT_LEAST:
        return {"text": TOO_FEW_ROWS, "values": {"least": TARGET_AT_LEAST}}
    return _lacks_texts(lesson, present)


_LACKS = {"clean": _lacks_clean, "target": _lacks_target, "target_rows": _lacks_both_kinds}
_TOWARDS_A_TARGET = (label_shift, covariate_shift)
_ALL = (sungen, reweighting, meta_weights, *_TOWARDS_A_TARGET)

WEIGHTING = {
    method.__name__: WeightMethod(
        method.__name__, *WORDS[method.__name__], method, per_label=method not in _TOWARDS_A_TARGET
    )
    for method in _ALL
}
