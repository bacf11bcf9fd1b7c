"""What models said when they were asked to grade rows, and grades that came along on import. Needs pandas."""

from collections.abc import Iterator

import pandas as pd

from annotation.methods.columns import GRADES
from generation.methods.grading import DIMENSIONS, QUALITY
from generation.models import PlannedRow, Project, RunPurpose, Sample

CHUNK = 5000


def grades_of(project: Project) -> pd.DataFrame:
    """(sample, dimension, label, score, reason) of all grades, the oldest first. Two queries."""
    return pd.DataFrame([*_imported(project), *_asked(project)], columns=list(GRADES))


def _asked(project: Project) -> Iterator[tuple]:
    rows = PlannedRow.objects.filter(
        run__project=project, run__purpose=RunPurpose.JUDGE, state=PlannedRow.State.ACCEPTED, source__isnull=False
    )
    said = rows.order_by("pk").values_list("source", "candidates__0__kept")
    for sample, kept in said.iterator(chunk_size=CHUNK):
        if isinstance(kept, dict) and kept.get("dimension") in DIMENSIONS:
            yield sample, kept["dimension"], kept["label"], float(kept["score"]), kept["reason"]


def _imported(project: Project) -> Iterator[tuple]:
    """What came along as `grade`, 0 to 5: of whatever label the row has."""
    rows = Sample.objects.filter(project=project, metadata__has_key="grade").order_by("pk")
    for sample, grade in rows.values_list("pk", "metadata__grade").iterator(chunk_size=CHUNK):
        if (score := imported_grade(grade)) is not None:
            yield sample, QUALITY, None, score, ""


def imported_grade(grade: object) -> float | None:
    """A number from 0 to 5, or a text that is one; None for anything else."""
    if isinstance(grade, str):
        try:
            grade = float(grade)
        except ValueError:
            return None
    is_grade = isinstance(grade, int | float) and not isinstance(grade, bool) and 0 <= grade <= 5
    return float(grade) if is_grade else None
