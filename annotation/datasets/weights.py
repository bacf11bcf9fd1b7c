"""How a version's rows are weighed for who trains a model on them. Needs numpy: worker only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from annotation.curation.filters import WEIGHTS
from annotation.curation.selection import Kept
from annotation.methods.weighting.of_rows import weights_of
from annotation.methods.weighting.registry import TARGET_AT_LEAST
from generation.methods.students.features import reduced_view, text_features
from generation.models import LabelSource, Origin, Project, Sample, SampleState

NO_LABELS = _("Rows are weighed by their label, and this codebook asks for none.")
NO_REAL_TEXTS = _(
    "The target of these weights is the texts that no model wrote; the project has %(count)s of them outside the parts "
    "that test, and %(least)s are needed: import some, without labels."
)
ALL_REAL = _("No row of the part train was written by a model: all are of the target, so there is nothing to weigh.")
MOST_TARGET = 5000  # texts
TRAIN = "train"
DIGITS = 4
CHUNK = 5000
AIMS = {"target", "target_rows"}


class CannotWeigh(Exception):
    """The method lacks something; the message says what."""


@dataclass(frozen=True)
class Weighed:
    """Weights by sample, of the rows of the part train alone, and what the card says of them."""

    values: dict[int, float]
    facts: dict


def weigh(
    project: Project,
    rows: list[Kept],
    splits: dict[int, str],
    method: str,
    *,
    column: str,
    shares: dict[str, float] | None = None,
) -> Weighed:
    """Weigh the rows that a model is trained on. The other parts are left out of it, so a test stays one.

    A method that learns from checked labels takes the rows that people answered, or that came with a reference, and
    weighs the others; those themselves weigh 1. One that aims at a target takes the project's texts that no model
    wrote, whether the version holds them or not; those of the other parts are no target. With `shares`, how common each
    label is at the target, no text is read.
    """
    testing = {row.sample for row in rows if splits[row.sample] != TRAIN}
    rows = [row for row in rows if splits[row.sample] == TRAIN]
    present = {row.label for row in rows}
    if present == {""}:
        raise CannotWeigh(NO_LABELS)
    classes = sorted(present | {*(shares or ())})  # one that no row has is told in a note
    target = _target(project, rows, testing) if AIMS & set(WEIGHTS[method][2]) and not shares else []
    view, aim = _views([row.text for row in rows], target) if not shares else (np.zeros((len(rows), 1)), None)
    labels = np.array([classes.index(row.label) for row in rows], dtype=int)
    checked = np.array([row.source != LabelSource.MACHINE for row in rows], dtype=bool)
    found = weights_of(method, view, labels, checked, classes, target=aim, shares=shares)
    if found.refused:
        raise CannotWeigh(_filled(found.refused))
    told = {"method": method, "name": WEIGHTS[method][0], "column": column, "rows": len(rows)}
    told |= {"effective": round(found.effective, 1), "notes": [_filled(note) for note in found.notes]}
    told |= {"target_shares": shares} if shares else {}
    weights = {row.sample: round(float(value), DIGITS) for row, value in zip(rows, found.values, strict=True)}
    return Weighed(weights, told)


def _views(texts: list[str], target: list[str]) -> tuple[np.ndarray, np.ndarray | None]:
    """Rows and target in the same space."""
    view = reduced_view(text_features([*texts, *target]))
    return view[: len(texts)], view[len(texts) :] if target else None


def _target(project: Project, rows: list[Kept], testing: set[int]) -> list[str]:
    """The texts as they came, in an order that knows nothing of them; of many a part, and no further one is read."""
    every = Sample.objects.filter(project=project).exclude(state=SampleState.REJECTED)
    real = every.exclude(origin=Origin.GENERATED).order_by("content_hash", "pk")
    texts = list(islice(_texts(real, testing), MOST_TARGET))
    if len(texts) < TARGET_AT_LEAST:
        raise CannotWeigh(NO_REAL_TEXTS % {"count": len(texts), "least": TARGET_AT_LEAST})
    held = {row.sample for row in rows}
    written = every.filter(origin=Origin.GENERATED).values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    if not any(pk in held for pk in written):
        raise CannotWeigh(ALL_REAL)
    return texts


def _texts(real: QuerySet[Sample], testing: set[int]) -> Iterator[str]:
    for pk, fields in real.values_list("pk", "fields").iterator(chunk_size=CHUNK):
        if pk not in testing:
            yield "\n".join(str(value) for value in fields.values())


def _filled(sentence: dict) -> str:
    """Stored in English; the page tells it again in its language."""
    return sentence["text"] % sentence["values"]
