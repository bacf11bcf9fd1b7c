"""How a version's rows are weighed for who trains a model on them. Needs numpy: worker only."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop as _

from annotation.curation.filters import WEIGHTS
from annotation.curation.selection import Kept
from annotation.methods.weighting.of_rows import weights_of
from generation.methods.students.features import reduced_view, text_features
from generation.models import LabelSource

NO_LABELS = _("Rows are weighed by their label, and this codebook asks for none.")
TRAIN = "train"
DIGITS = 4


class CannotWeigh(Exception):
    """The method lacks something; the message says what."""


@dataclass(frozen=True)
class Weighed:
    """Weights by sample, of the rows of the part train alone, and what the card says of them."""

    values: dict[int, float]
    facts: dict


def weigh(rows: list[Kept], splits: dict[int, str], method: str, *, column: str) -> Weighed:
    """Weigh the rows that a model is trained on. The other parts are left out of it, so a test stays one.

    A method that learns from checked labels takes the rows that people answered, or that came with a reference, and
    weighs the others; those themselves weigh 1.
    """
    rows = [row for row in rows if splits[row.sample] == TRAIN]
    classes = sorted({row.label for row in rows})
    if classes == [""]:
        raise CannotWeigh(NO_LABELS)
    view = reduced_view(text_features([row.text for row in rows]))
    labels = np.array([classes.index(row.label) for row in rows], dtype=int)
    checked = np.array([row.source != LabelSource.MACHINE for row in rows], dtype=bool)
    found = weights_of(method, view, labels, checked, classes)
    if found.refused:
        raise CannotWeigh(_filled(found.refused))
    told = {"method": method, "name": WEIGHTS[method][0], "column": column, "rows": len(rows)}
    told |= {"effective": round(found.effective, 1), "notes": [_filled(note) for note in found.notes]}
    weights = {row.sample: round(float(value), DIGITS) for row, value in zip(rows, found.values, strict=True)}
    return Weighed(weights, told)


def _filled(sentence: dict) -> str:
    """Stored in English; the page tells it again in its language."""
    return sentence["text"] % sentence["values"]
