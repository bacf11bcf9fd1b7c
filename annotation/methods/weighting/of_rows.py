"""Weights of rows of which some are checked: the door for versions, and for what weights do to a student."""

import numpy as np

from annotation.methods.weighting.lesson import Clean, Lesson, Weights, effective_size
from annotation.methods.weighting.registry import WEIGHTING
from generation.methods.translatable import gettext_noop as _

ALL_CHECKED = _("People have checked every row, so there is nothing to weigh: all weigh 1.")


def weights_of(
    method: str,
    view,
    labels: np.ndarray,
    checked: np.ndarray,
    classes: list[str],
    *,
    target=None,
    shares: dict[str, float] | None = None,
    random_state: int = 0,
) -> Weights:
    """Weigh rows by a method; those that it learns from, where it learns from checked ones, weigh 1 themselves.

    view : (rows, dimensions). labels : (rows,) class numbers. checked : (rows,) whether people gave the label.
    target : texts as the student will meet them, in the same space, or None. shares : how common each label is among
    them, by its name, or None.
    """
    asked, clean = np.arange(len(labels)), None
    if "clean" in WEIGHTING[method].needs:
        asked, clean = np.flatnonzero(~checked), Clean(view[checked], labels[checked])
    values = np.ones(len(labels))
    if clean is not None and not len(asked):
        return Weights(values, [{"text": ALL_CHECKED, "values": {}}], effective=effective_size(values))
    aim = {"target_rows": target, "target_shares": shares}
    lesson = Lesson(view[asked], labels[asked], classes, clean=clean, **aim, random_state=random_state)
    found = WEIGHTING[method].weights(lesson)
    if found.refused:
        return found
    values[asked] = found.values
    return Weights(values, found.notes, effective=effective_size(values))
