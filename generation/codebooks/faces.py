"""Both faces of a specification: the guide that people read and the prompt that models read."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from generation.codebooks.prompts import Prompt, prompts
from generation.methods.guide import guide
from generation.methods.taskspec import TaskSpec

PURPOSES = {"annotate": _("Labelling"), "generate": _("Writing"), "judge": _("Judging")}


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
    return Faces(guide(spec), prompts(spec, purpose), purpose)
