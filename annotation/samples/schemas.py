from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from generation.models import Origin, SampleState


class MachineLabelOut(Schema):
    question: str
    source: str
    label: str = Field(description="“” where the question takes no single label; then `value` is the answer.")
    value: Any = None
    probability: float | None
    rule: str
    quote: str
    simulated: bool
    replaced: bool = Field(description="Whether a later round of its run gave another label in its place.")


class SampleOut(Schema):
    id: int
    fields: dict[str, str]
    external_id: str | None
    origin: Origin | Literal[""] = Field(description="“” as long as the sample is `hidden` from you.")
    state: SampleState
    label: str
    label_source: str
    answers: dict[str, Any] = Field(description="By question; the answer to the one that is judged is `label`, too.")
    reference: str
    machine_labels: list[MachineLabelOut]
    signals: dict[str, float]
    metadata: dict
    simulated: bool
    created_at: datetime
    hidden: bool = Field(description="Whether what was said of it is kept from you until your answer to it stands.")
    provenance: str = Field(description="The address of all that is known about where this sample came from.")


class Samples(Schema):
    items: list[SampleOut]
    next: str | None


class CallOut(Schema):
    id: int
    step: str
    model: str
    second: bool = Field(description="Whether the run's second model answered.")
    template: str
    messages: list[dict]
    reply: dict
    error: str
    cost_usd: str
    created_at: datetime


class MachineLabelDetail(MachineLabelOut):
    codebook: int | None
    rationale: str
    call: CallOut | None
    created_at: datetime


class AnnotationOut(Schema):
    id: int
    user: str
    answers: dict
    label: str
    rule: str
    comment: str
    stream: str = Field(description="Why it was asked; “review” as long as the sample is `hidden` from you.")
    blind: bool
    codebook: int
    seconds: float | None
    created_at: datetime
    undone_at: datetime | None
    corrected: bool = Field(description="Whether its author put another answer in its place; then it is undone, too.")


class ResolutionOut(Schema):
    label: str
    rule: str
    reason: str
    named_rule: str = Field(description="The rule of the codebook that a lead decided by; empty where none was named.")
    two_people: dict | None = Field(
        description="How two people's answers became one: `row` of WANLI's table, or `taken` where a lead took one of "
        "them as it is; `kept` and `of` (answers by their ids), `seed` and `coin`, null where none fell."
    )
    of_another_text: bool = Field(description="Whether the label is that of a text which people revised.")
    decided_by: str | None
    created_at: datetime


class SampleDetail(SampleOut):
    explanations: dict[str, str] = Field(description="A sentence for each signal, with its numbers.")
    machine_labels: list[MachineLabelDetail]
    annotations: list[AnnotationOut]
    resolutions: list[ResolutionOut]
    made_by: dict | None = Field(
        description="Run, recipe, draw, ingredients (`passages`: those of p1, p2, …), gates and calls of a "
        "generated sample."
    )


class RequestOut(Schema):
    run: int
    call: int
    step: str
    template: str
    model: str
    messages: list[dict] = Field(description="As they were sent.")
    sent_hash: str
    rebuilt_hash: str = Field(
        description="Of the request that follows again from what is stored; empty where none does."
    )
    equal: bool
    differs: list[str] = Field(description="Parts of the request that are not as they were sent.")
    why: str
    lines: list[str] = Field(description="Lines of the messages that differ: - as sent, + as rebuilt; sixty at most.")


class Requests(Schema):
    sample: int
    requests: list[RequestOut]


MADE_FROM = (
    "What went into it: value:style=dry, shown:17, from:17, template:name@1#hash; of documents and facts file:3, "
    "document:3/2 (its second row), passage:3/2/5 (the fifth of that) or fact:3/2"
)


class SampleQuery(Schema):
    label: str = Field("", max_length=80)
    origin: Origin | Literal[""] = ""
    state: SampleState | Literal[""] = ""
    label_source: str = Field("", max_length=10, description="machine, person, reference, or none")
    made_from: str = Field("", max_length=400, description=MADE_FROM)
    run: int = Field(0, ge=0, lt=2**63, description="Only samples that the run of this number wrote or labelled.")
    selection: int = Field(0, ge=0, lt=2**63, description="Only samples of the selection of this number.")
    signal: str = Field("", max_length=40, description="Only samples of which this signal says something.")
    at_least: float = Field(0, ge=0, le=1, description="And at least so much: the value of `signal`, from 0 to 1.")
    source: str = Field("", max_length=80, description="Only samples that this source labelled.")
    external_id: str = Field("", max_length=200)
    text: str = Field("", max_length=200_000, description="The whole text, exactly but for white space.")
    word: str = Field(
        "",
        max_length=200,
        description="Words that all stand in the text, in any order and capitals aside; between quotes such as stand "
        "side by side. A page reads 20,000 rows at most, or 20 million "
        "characters: it may hold fewer than `limit` and have a `next`.",
    )
    order: str = Field("-id", max_length=41, description="id, suspicion or any signal; -suspicion: highest first.")
    limit: int = Field(50, ge=1, le=1000)
    cursor: str = Field("", max_length=200)
