"""The tables of annotation, low to high: a file imports only the ones above it in this list."""

from annotation.models.annotation import Annotation, Resolution
from annotation.models.asking import Asking
from annotation.models.certificate import AuditDraw, Snapshot, SnapshotItem
from annotation.models.comment import Comment, Mention
from annotation.models.curation import Signal, Student, StudentTraining
from annotation.models.dataset import DatasetVersion, Row
from annotation.models.draft_turn import DraftTurn
from annotation.models.duplicates import (
    MARKS,
    DuplicateDecision,
    DuplicateGroup,
    DuplicateRow,
    DuplicateSet,
    LeftOut,
)
from annotation.models.enhancement import Enhancement
from annotation.models.estimation import EstimatedRow, Estimation
from annotation.models.evaluation import Report
from annotation.models.filters import DropCheck, DroppedRow, FilterBasis, FilterColumn, FilterSet
from annotation.models.joining import Joining
from annotation.models.lane import Lane, Part, Skill
from annotation.models.map import DataMap, MapPart
from annotation.models.policy import Afterwards, DoneWhen, ReviewPolicy, Suggestion
from annotation.models.queue import BY_REFERENCE_RULE, TOP, Assignment, Dispenser, Item, Stream
from annotation.models.recheck import Recheck, RecheckRow
from annotation.models.retired_check import RetiredCheck
from annotation.models.routing import RoutePrices, Routing
from annotation.models.selection import Selected, Selection
from annotation.models.trial import Half, Trial, TrialAnswer, TrialItem, TrialSplit

__all__ = [
    "BY_REFERENCE_RULE", "TOP", "Afterwards", "Annotation", "Asking", "Assignment", "AuditDraw", "Comment",
    "DataMap", "DatasetVersion", "Dispenser", "DoneWhen", "DraftTurn", "DropCheck", "DroppedRow",
    "DuplicateDecision", "DuplicateGroup", "DuplicateRow", "DuplicateSet", "Enhancement", "EstimatedRow",
    "Estimation", "FilterBasis", "FilterColumn", "FilterSet", "Half", "Item", "Joining", "Lane", "LeftOut", "MARKS",
    "MapPart", "Mention", "Part", "Recheck", "RecheckRow", "Report", "Resolution", "RetiredCheck", "ReviewPolicy",
    "RoutePrices", "Routing", "Row", "Selected", "Selection", "Signal", "Skill", "Snapshot", "SnapshotItem", "Stream",
    "Student", "StudentTraining", "Suggestion", "Trial", "TrialAnswer", "TrialItem", "TrialSplit",
]  # fmt: skip
