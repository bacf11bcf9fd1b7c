"""What goes in and out of REST when people answer by a draft."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from annotation.models import Half


class AskIn(Schema):
    model_config = ConfigDict(extra="forbid")

    items: int = Field(description="Of the half, drawn at random of those not asked yet, evenly over their labels.")
    each: int = Field(1, description="Answers to each, where nobody is named.")
    people: list[str] = Field([], max_length=100, description="Usernames: each answers each item.")
    half: Half = Field(Half.DEVELOPMENT, description="held_out: what people say is told after the judgement alone.")


class AskNoMoreIn(Schema):
    model_config = ConfigDict(extra="forbid")

    half: Half = Half.DEVELOPMENT


class AskedOut(Schema):
    asked: int = Field(description="Answers that were asked for.")


class WithdrawnOut(Schema):
    withdrawn: int


class GivenOut(Schema):
    who: str
    label: str = Field(description="The answer in a line.")
    answer: Any = Field(description="As the question's kind has it; null where the person did not answer it.")
    rule: str
    comment: str
    again: bool = Field(description="The same person had answered the item by the version in force.")


class ModelSaidOut(Schema):
    label: str = Field(description="The answer in a line.")
    answer: Any = Field(description="As the question's kind has it.")
    rule: str
    quote: str
    rationale: str


class ReadItemOut(Schema):
    sample: int
    before: str
    after: str = Field(description="What more than half say by the draft; empty where they differ.")
    answers: list[GivenOut]
    model_before: ModelSaidOut | None
    model_after: ModelSaidOut | None


class FlaggedOut(Schema):
    sample: int
    who: str
    state: str = Field(description="`flagged`, or `skipped`: told where its person said why.")
    reason: str


class HeldOutLabel(Schema):
    label: str = Field(description="By the version in force.")
    items: int
    counts: int = Field(description="Items with it that the verdict would count by now.")
    too_few: bool = Field(description="A verdict would say nothing of the label.")


class HeldOutProgress(Schema):
    items: int = Field(description="Of the held-out half.")
    asked: int = Field(description="Items that people were asked about by this draft.")
    answered: int = Field(description="Items with an answer by this draft.")
    answers: int
    waiting: int = Field(description="Answers that wait for somebody.")
    held: int = Field(description="Answers whose item somebody has in hand.")
    passed_on: int = Field(description="Skipped or flagged; why is told after the judgement.")
    basis: str = Field(description="What a verdict would rest on by now: draft, base or both.")
    labels: list[HeldOutLabel]


class PeopleByDraftOut(Schema):
    half: str
    question: str = Field(description="Which one the figures and rows are of.")
    held_out: HeldOutProgress = Field(
        description="How far people are with the held-out half; what they say is read at the judging try, afterwards."
    )
    turns: dict[str, int] = Field(description="Answers asked for, by how it stands with them.")
    items: int
    answers: int
    again: int
    undecided: int
    changed: dict
    together: list[dict] = Field(description="By the version in force, by the draft.")
    model: list[dict] = Field(description="By the version in force, by the draft.")
    gain: dict
    flags: list[FlaggedOut]
    rows: list[ReadItemOut]


class DraftItemOut(Schema):
    sample: int
    fields: dict
    lease: str
    expires_at: datetime
    guide: dict = Field(description="The draft as its annotators' guide: answer by this text.")


class DraftAnswerIn(Schema):
    model_config = ConfigDict(extra="forbid")

    lease: str = Field(max_length=64)
    answers: dict[str, Any]
    seconds: float | None = None
    comment: str = ""
    rule: str = ""


class DraftCorrection(Schema):
    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any]
    comment: str = ""
    rule: str = ""


class DraftReason(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=500)


class DraftAnswerOut(Schema):
    id: int
    sample: int
    answers: dict[str, Any]
    rule: str
    comment: str
    created_at: datetime
    undone_at: datetime | None


class DraftAnswerPage(Schema):
    items: list[DraftAnswerOut]
    next: str | None
