"""Both faces of a specification: the guide that people read and the prompt that models read."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from generation.methods.guide import guide
from generation.methods.header import Header, header
from generation.methods.taskspec import LABEL, TaskSpec

PURPOSES = {"annotate": _("Labelling"), "generate": _("Writing"), "judge": _("Judging")}


@dataclass(frozen=True)
class Prompt:
    """What models are told about one question; of an unfinished one also what is missing."""

    title: str
    header: Header
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Faces:
    guide: dict
    prompts: list[Prompt]
    purpose: str
    missing: int = 0


def purpose_of(asked: str) -> str:
    return asked if asked in PURPOSES else "annotate"


def faces(spec: TaskSpec, purpose: str = "annotate") -> Faces:
    purpose = purpose_of(purpose)
    asked = [question for question in spec.questions if question.type == LABEL]  # models are asked no others
    prompts = [
        Prompt(question.title or question.name, header(spec, purpose, question=question.name)) for question in asked
    ]
    return Faces(guide(spec), prompts, purpose)
