"""What filters go by, read for the rows of a version. Needs numpy and pandas: worker only."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from annotation.curation.selection import Kept
from annotation.machine.grades import imported_grade
from annotation.methods.filters.packing import Table
from annotation.methods.signals.registry import SIGNALS
from annotation.methods.signals.words import LOOK_EVERYWHERE, SUSPICION
from annotation.models import Signal, Student
from generation.methods.grading import DIMENSIONS, QUALITY
from generation.methods.measures.told_apart import copy_groups
from generation.models import LabelSource, Origin, Project, Sample

CHUNK = 10_000
MOST = DIMENSIONS[QUALITY].most


def table_of(project: Project, rows: Sequence[Kept], labels: Sequence[str], given: Sequence[str]) -> Table:
    """The table of rows in their order. One query a signal, whatever the number of rows.

    labels : the names that the rows' own labels are numbers of. given : what models say of each row.
    """
    ids = pd.Index([row.sample for row in rows])
    numbers = {label: number for number, label in enumerate(labels)}
    others = sorted(set(given) - set(labels) - {""})
    of_models = numbers | {label: number for number, label in enumerate(others, start=len(labels))}
    texts = [row.text for row in rows]
    signals = _signals(project, ids)
    student = Student.objects.filter(project=project).first()
    return Table(
        labels=np.array([numbers.get(row.label, -1) for row in rows], dtype=np.int64),
        given=np.array([of_models.get(label, -1) for label in given], dtype=np.int64),
        classes=len(student.classes) if student else 0,
        checked=np.array([row.source != LabelSource.MACHINE for row in rows], dtype=bool),
        texts=texts,
        words=words_in(texts),
        groups=copy_groups(texts),
        signals=signals,
        cautious=_told(project, "confident_learning", "cautious", ids, value__gt=0),
        helps=_told(project, "influence", "helps", ids),
        grades=_grades(project, ids),
    )


def words_in(texts: Sequence[str]) -> np.ndarray:
    return np.array([len(text.split()) for text in texts], dtype=float)


def _signals(project: Project, ids: pd.Index) -> dict[str, np.ndarray]:
    stored = set(Signal.objects.filter(project=project).order_by().values_list("name", flat=True).distinct())
    found = {name: _values(project, name, ids) for name in sorted(stored)}
    if SUSPICION not in found:
        return found
    scored, nothing = ~np.isnan(found[SUSPICION]), np.full(len(ids), np.nan)
    for name in sorted(_looked_for(project, stored)):
        if SIGNALS[name].sparse:  # what it says nothing odd of is not stored
            values = found.get(name, nothing)
            found[name] = np.where(np.isnan(values) & scored, 0.0, values)
    return found


def _looked_for(project: Project, stored: set[str]) -> set[str]:
    """The signals that a score has made, those among them of which nothing is stored because no row is odd."""
    found = (stored & SIGNALS.keys()) | LOOK_EVERYWHERE
    if "self_confidence" in stored:
        found |= {"confident_learning"}
    if Sample.objects.filter(project=project, origin=Origin.GOLD).exists():
        found |= {"contamination"}
    return found


def _values(project: Project, name: str, ids: pd.Index) -> np.ndarray:
    rows = Signal.objects.filter(project=project, name=name).values_list("sample_id", "value")
    return pd.Series(dict(rows.iterator(chunk_size=CHUNK)), dtype=float).reindex(ids).to_numpy()


def _told(project: Project, name: str, key: str, ids: pd.Index, **which) -> np.ndarray:
    """A yes or no that stands beside a signal, as 1 and 0; NaN where it was not kept."""
    rows = Signal.objects.filter(project=project, name=name, **which).values_list("sample_id", f"detail__{key}")
    told = {sample: float(value) for sample, value in rows.iterator(chunk_size=CHUNK) if isinstance(value, bool)}
    return pd.Series(told, dtype=float).reindex(ids).to_numpy()


def _grades(project: Project, ids: pd.Index) -> np.ndarray | None:
    """Means of what models graded each row with its label, and what came along on import, 0 to 5; None without any."""
    rows = Sample.objects.filter(project=project, metadata__has_key="grade").values_list("pk", "metadata__grade")
    imported = {pk: imported_grade(grade) for pk, grade in rows.iterator(chunk_size=CHUNK)}
    asked = MOST * (1 - _values(project, "llm_quality", ids))
    found = np.where(np.isnan(asked), pd.Series(imported, dtype=float).reindex(ids).to_numpy(), asked.round(4))
    return None if np.isnan(found).all() else found


def labels_in(rows: Sequence[Kept], first: Collection[str]) -> list[str]:
    """The labels that occur: those of the codebook in its order."""
    used = {row.label for row in rows} - {""}
    return [label for label in first if label in used]
