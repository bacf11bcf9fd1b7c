"""The tables of annotation, low to high: a file imports only the ones above it in this list."""

from annotation.models.annotation import Annotation, Resolution
from annotation.models.certificate import AuditDraw, Snapshot, SnapshotItem
from annotation.models.curation import Signal, Student
from annotation.models.dataset import DatasetVersion, Row
from annotation.models.evaluation import Report
from annotation.models.lane import Lane, Part, Skill
from annotation.models.policy import Afterwards, DoneWhen, ReviewPolicy, Suggestion
from annotation.models.queue import Assignment, Dispenser, Item, Stream

__all__ = [
    "Afterwards", "Annotation", "Assignment", "AuditDraw", "DatasetVersion", "Dispenser", "DoneWhen", "Item", "Lane",
    "Part", "Report", "Resolution", "ReviewPolicy", "Row", "Signal", "Skill", "Snapshot", "SnapshotItem", "Stream",
    "Student", "Suggestion",
]  # fmt: skip
