"""What the API takes and gives about projects and members."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from generation.methods.questions.registry import KINDS
from generation.models import Role


def one_line(value: str) -> str:
    value = value.strip()
    if not value:
        raise ValueError("must not be empty")
    if any(ord(character) < 32 for character in value):
        raise ValueError("must be one line without control characters")
    return value


Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(one_line)]


class FieldIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str
    type: str = "text"
    title: str = ""


class LabelIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str
    definition: str = ""
    verbalizer: str = ""
    examples: list[str] = []
    counter_examples: list[str] = []


class WhenIn(Schema):
    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="the name of an earlier question")
    answers: list[str] = Field(description="asked where the answer is, or holds, one of these")


class QuestionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str
    title: str = ""
    type: str = Field("label", description=f"one of {', '.join(KINDS)}")
    required: bool = True
    labels: list[LabelIn] = []
    options: dict[str, Any] = Field({}, description="settings of its kind: docs/users/questions.md")
    when: WhenIn | None = None


class RuleIn(Schema):
    model_config = ConfigDict(extra="forbid")

    id: str = ""
    text: str
    label: str = ""


class ProjectIn(Schema):
    """A project and the first version of its codebook."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    fields: list[FieldIn]
    questions: list[QuestionIn]
    rules: list[RuleIn] = []
    purpose: str = ""
    role: str = ""


class ProjectOut(Schema):
    slug: str
    name: str
    my_role: Role
    created_at: datetime


class ProjectDetail(ProjectOut):
    codebook: int | None = Field(description="number of the newest published codebook")


class Projects(Schema):
    items: list[ProjectOut]
    next: str | None


class MemberIn(Schema):
    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(min_length=1, max_length=150), AfterValidator(one_line)]
    role: Role


class MemberOut(Schema):
    username: str
    role: Role
    created_at: datetime


class Members(Schema):
    items: list[MemberOut]
    next: str | None
