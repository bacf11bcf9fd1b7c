"""What the API takes and gives of tries."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from annotation.methods.trials.thresholds import Thresholds
from annotation.trials.frames import FEWEST, MOST_OF_A_HALF

USUAL = Thresholds()


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ThresholdsIn(Strict):
    macro_f1: float = Field(USUAL.macro_f1, ge=0, le=1)
    recall: float = Field(USUAL.recall, ge=0, le=1, description="of every label")
    target: float = Field(USUAL.target, ge=0, le=1, description="the agreement wanted")
    slack: float = Field(USUAL.slack, ge=0, le=1, description="how far below what is wanted a lower limit may be")
    multi_label: float = Field(USUAL.multi_label, ge=0, le=1, description="of several labels: the mean Jaccard index")
    rating: float = Field(USUAL.rating, ge=0, le=1, description="of ratings: kappa with quadratic weights")
    ranking: float = Field(USUAL.ranking, ge=0, le=1, description="of rankings: pairs in the same order")
    text: float = Field(USUAL.text, ge=0, le=1, description="of texts: their mean similarity; 0 asks for nothing")
    spans: float = Field(USUAL.spans, ge=0, le=1, description="of spans: F1 of equal ones")


class SplitIn(Strict):
    development: int = Field(ge=FEWEST, le=MOST_OF_A_HALF, description="items to try drafts on, as often as one likes")
    held_out: int = Field(ge=FEWEST, le=MOST_OF_A_HALF, description="items that judge one draft, once")
    seed: int | None = Field(None, ge=0, lt=2**31)
    thresholds: ThresholdsIn = Field(default_factory=ThresholdsIn, description="set before anything is tried")


class SplitOut(Schema):
    id: int
    codebook: int = Field(description="the version under which people had answered the items")
    question: str = Field(description="that leads the report: the first that takes one label; empty where none does")
    development: int
    held_out: int
    seed: int
    thresholds: dict[str, float]
    spent_at: datetime | None = Field(description="since when the held-out half has judged a draft")
    created_at: datetime


class TryIn(Strict):
    endpoint: str = Field("", max_length=60, description="a name; may be left out where the project has one endpoint")
    recipe: str = Field("annotate", min_length=1, max_length=60)
    params: dict[str, Any] = Field(default_factory=dict)
    budget_usd: Decimal | None = Field(None, description="of both runs together; a hard limit")


class JudgeIn(Strict):
    budget_usd: Decimal | None = None


class TryPrice(Schema):
    usd: tuple[float, float] = Field(description="from low to high, of both together")
    calls: tuple[int, int]
    base_is_there: bool = Field(description="whether the labels by the version in force are there and cost nothing")
    warnings: list[str] = Field(description="labels and rules that keep their name and seem to mean something else")


class TryOut(Schema):
    id: int
    split: int
    half: str
    state: str = Field(description="base, candidate, paused, spent, reckoning, stopped or done")
    reason: str
    candidate: str = Field(description="the fingerprint of the draft as it was tried")
    note: str
    endpoint: str
    recipe: str
    base_run: int | None
    candidate_run: int | None
    done: int
    total: int
    budget_usd: float | None
    cost_usd: float
    verdict: str = Field(
        description="of the held-out half: go, no_go, or too_few, where nothing fell short but not all could be judged;"
        " else empty"
    )
    created_at: datetime
    reported_at: datetime | None


class TryDetail(TryOut):
    report: dict[str, Any] = Field(
        description="before and after (accuracy, macro_f1, kappa, labels), the paired difference with its interval, "
        "rules, confused cells, every item's row, what is left out, of the question that leads; the same of every "
        "other question in `questions`, by the measures of its kind (figures), each with its verdict, and in `apart` "
        "the questions that cannot be compared; rests_on (draft, base or both) says which answers "
        "of people the figures rest on, references the comparison by each kind of them"
    )


class TryPage(Schema):
    items: list[TryOut]
    next: str | None


class QuestionInDoubt(Schema):
    question: str
    labels: dict[str, int] = Field(description="items whose answer names a label that means something else now")
    cells: dict[str, int] = Field(
        description="items of a cell of the comparison that a change was proposed for, by both labels"
    )
    asked: int = Field(description="items answered when its words, kind, settings or condition were others")
    contradicted: int = Field(description="items that a model answers otherwise by the version in force")
    heard: int = Field(
        description="items of which a model has said anything by it; of none, `contradicted` says nothing"
    )
    items: int = Field(description="of all these together, each once")


class DoubtsOut(Schema):
    codebook: int
    earlier: int | None = Field(description="the version before, whose answers may be in doubt")
    questions: list[QuestionInDoubt] = Field(description="every question of the version in force, in its order")
    rules: dict[str, int] = Field(description="items for which people named a rule that changed, by rule")
    contradicted: int = Field(description="items that a model answers otherwise, to any question")
    total: int = Field(description="of all together, each once, that can be asked about again")
    looked_at: int = Field(description="items with settled answers under earlier versions that were looked at")
    more: bool = Field(description="whether there are more of them than are looked at: the newest are")


class AskAgainIn(Strict):
    count: int = Field(ge=1, le=10_000, description="at most so many; those that a model contradicts come first")
    codebook: int = Field(description="the version in force, as it was told")


class AskedAgain(Schema):
    asked: int
