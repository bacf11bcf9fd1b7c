"""What the API takes and gives of filters."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from annotation.filters.frames import LONGEST_NAME
from annotation.models import FilterSet

STEPS = "[{filter, at, on}] in their order; without `at` as published. GET filters/rules names them."


class FilterRule(Schema):
    filter: str
    title: str
    line: str
    paper: str
    at: float | None = Field(description="The threshold as published, or in the middle; null: it has none.")
    scale: str = Field(description="Where a threshold may stand, in words.")
    about: Literal["label", "text"] = Field(description="label: rows with a checked label pass it.")
    available: bool | None = Field(description="Whether it can say something of these rows; null: not known yet.")
    needs: str = Field(description="What it would need; “” where it can say something.")
    warning: str = Field(description="What was measured that speaks against it; “”: nothing.")


class FilterRules(Schema):
    items: list[FilterRule]


class FilterStepsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    steps: list[Any] = Field(description=STEPS)


class FilterSetIn(FilterStepsIn):
    name: str = Field("", max_length=LONGEST_NAME, description="Empty: it is named after its number.")


class FilterSetOut(Schema):
    number: int
    name: str
    steps: list[dict]
    effect: dict = Field(description="What it would have left out when it was kept: rows, steps, labels.")
    created_by: str | None
    created_at: datetime

    @staticmethod
    def resolve_created_by(kept: FilterSet) -> str | None:
        return kept.created_by.get_username() if kept.created_by else None


class FilterSets(Schema):
    items: list[FilterSetOut]
    next: str | None


class FilterEffect(Schema):
    """What a pipeline would leave out, by the columns that the worker wrote last."""

    state: Literal["pending", "ready", "failed"]
    detail: str = ""
    as_of: datetime | None = None
    refreshing: bool = Field(False, description="Newer columns are on their way.")
    is_drawn: bool = Field(False, description="Counts are of a random part of a very large project.")
    rows: dict[str, int] | None = None
    apart: int | None = Field(None, description="Labelled rows that no version holds: they wait for people.")
    labels: dict | None = None
    steps: list[dict] | None = Field(
        None, description="By step `reach`, `dropped`, `unknown` and `spared`: what goes but for a person's label."
    )
    words: dict | None = Field(None, description="Different words in a hundred rows, before and after.")
    error: dict | None = Field(None, description="Wrong labels, and right ones among the dropped, with intervals.")
    warnings: list[str] = []


class DroppedOut(Schema):
    sample: int
    step: int = Field(description="Which filter of the set, counted from 1.")
    filter: str
    reason: str = Field(description="“”: you are being asked about this row.")


class DroppedNow(Schema):
    """What a set would leave out, by the columns that the worker wrote last."""

    as_of: datetime | None = Field(description="null: the worker has written none yet.")
    is_drawn: bool = Field(False, description="Of a random part of a very large project.")
    rows: int = Field(0, description="How many it leaves out.")
    items: list[DroppedOut]
    next: str | None


class DropCheckOut(Schema):
    selection: int | None = Field(description="Of the rows, which people are asked about first; null: it was dropped.")
    rows: int = Field(description="Drawn by chance among rows left out that nobody had answered.")
    population: int = Field(description="Of how many they were drawn, as the columns had counted them by then.")
    answered: int
    false_drops: dict | None = Field(
        description="Share of them whose label was right, with its 95 % interval; null until all are answered."
    )


class DroppedRows(Schema):
    items: list[DroppedOut]
    next: str | None
