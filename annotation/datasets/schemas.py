"""What the API takes and gives of versions."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from annotation.curation.filters import WEIGHTS
from annotation.methods.duplicates.words import RULES
from annotation.models import DatasetVersion


class VersionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    note: str = Field("", max_length=500)
    filters: dict[str, Any] = Field(
        default_factory=dict,
        description="machine_labels, needs_person, drop_flagged, deduplicate: true or false; min_probability: 0 to 1; "
        f"keep_one: {', '.join(RULES)}; filter_set: a number of GET filters/sets; weights: {', '.join(WEIGHTS)}; "
        "target_shares, for label_shift: how common each label is where the student will be used, adding up to 1, as "
        'in {"negative": 0.1, "positive": 0.9}; labels that are not named have none',
    )


class VersionOut(Schema):
    number: int
    state: Literal["cutting", "ready", "failed"]
    hash: str
    rows: int
    codebook: int
    note: str
    error: str
    filters: dict
    splits: dict[str, int]
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_codebook(version: DatasetVersion) -> int:
        return version.codebook.number

    @staticmethod
    def resolve_splits(version: DatasetVersion) -> dict:
        return version.card.get("splits", {})


class VersionDetail(VersionOut):
    card: dict


class VersionPage(Schema):
    items: list[VersionOut]
    next: str | None


class VersionCopy(Schema):
    sample: int = Field(alias="sample_id")
    of: int = Field(alias="of_id", description="The row of the version that it is a near-duplicate of.")
    rule: str = Field(description="people, first, longest or central; person: a lead chose.")


class VersionCopies(Schema):
    items: list[VersionCopy]
    next: str | None


class DiffRow(Schema):
    sample: int
    label: str
    text: str
    before: str | None = None


class DiffPart(Schema):
    count: int
    rows: list[DiffRow]


class Diff(Schema):
    state: Literal["pending", "ready", "failed"]
    detail: str = ""
    added: DiffPart | None = None
    removed: DiffPart | None = None
    relabelled: DiffPart | None = None
