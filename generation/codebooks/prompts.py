"""What models read of a codebook: one prompt a question, or one for all where labelling asks them together."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from generation.methods.asking.block import questions_block
from generation.methods.asking.which import for_models, labels_alone
from generation.methods.header import Header, header
from generation.methods.taskspec import LABEL, QuestionSpec, TaskSpec


@dataclass(frozen=True)
class Prompt:
    """What models are told about one question, or about all (no name); of an unfinished one also what is missing."""

    name: str
    title: str
    header: Header
    missing: list[str] = field(default_factory=list)


def prompts(spec: TaskSpec, purpose: str) -> list[Prompt]:
    """Labelling asks every kind of question; writing and judging are about questions that take one label."""
    if is_asked_together(spec, purpose):
        return [together(spec)]
    asked = [question for question in spec.questions if question.type == LABEL]
    return [prompt_about(spec, question, purpose) for question in asked]


def is_asked_together(spec: TaskSpec, purpose: str) -> bool:
    return purpose == "annotate" and not labels_alone(for_models(spec))


def together(spec: TaskSpec) -> Prompt:
    return Prompt("", _("All questions in one request"), questions_block(spec, for_models(spec)))


def prompt_about(spec: TaskSpec, question: QuestionSpec, purpose: str) -> Prompt:
    return Prompt(question.name, question.title or question.name, header(spec, purpose, question=question.name))
