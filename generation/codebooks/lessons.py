"""What was learnt from one item goes into the next version of the codebook: an edge rule, or an example of a label."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.codebooks.actions import save_draft
from generation.locks import lock_project
from generation.models import Codebook, Project, Sample


class Into(models.TextChoices):
    """Where a lesson goes."""

    RULE = "rule", gettext_lazy("An edge rule")
    EXAMPLE = "example", gettext_lazy("An example")
    COUNTER_EXAMPLE = "counter_example", gettext_lazy("A counter-example")


@dataclass(frozen=True)
class Lesson:
    """`text` is the rule, or the text of the item; `label` may be empty for a rule about all labels. `question` tells
    which label is meant where two questions have one of that name."""

    into: str
    text: str
    label: str = ""
    question: str = ""


@transaction.atomic
def learn(*, project: Project, lesson: Lesson, author) -> Codebook:
    """Add a lesson to the draft of the next version, which begins as the version in force where there is none.

    Returns the draft. One that stands there already changes nothing. ValidationError where the draft has no such label.
    """
    lock_project(project.pk)
    codebooks = Codebook.objects.filter(project=project).with_parts().order_by("-number")
    newest = codebooks.first()
    if newest is None:
        raise ValidationError(_("Write the codebook first."))
    text = lesson.text.strip()
    if not text:
        raise ValidationError({"text": _("Say what is to be added.")})
    if lesson.into not in ADD:
        raise ValidationError({"into": _("Choose where it goes.")})
    spec = newest.as_spec()
    if not ADD[lesson.into](spec, lesson, text) and not newest.is_published:
        return newest
    note = newest.note if not newest.is_published else ""
    return save_draft(project=project, spec=spec, author=author, note=note)


def text_of(sample: Sample, codebook: Codebook) -> str:
    """An item as an example shows it: its text, or its fields each under its title."""
    titles = {field["name"]: field.get("title") or field["name"] for field in codebook.fields}
    texts = {titles.get(name, name): str(text) for name, text in sample.fields.items()}
    return (
        next(iter(texts.values())) if len(texts) == 1 else "\n".join(f"{name}: {text}" for name, text in texts.items())
    )


def _add_rule(spec: dict, lesson: Lesson, text: str) -> bool:
    if any(rule["text"] == text and rule["label"] == lesson.label for rule in spec["rules"]):
        return False
    spec["rules"].append({"id": "", "text": text, "label": lesson.label})
    return True


def _add_example(to: str) -> Callable[[dict, Lesson, str], bool]:
    def add(spec: dict, lesson: Lesson, text: str) -> bool:
        texts = _label(spec, lesson)[to]
        if text in texts:
            return False
        texts.append(text)
        return True

    return add


def _label(spec: dict, lesson: Lesson) -> dict:
    for question in spec["questions"]:
        for label in question["labels"]:
            if label["name"] == lesson.label and lesson.question in ("", question["name"]):
                return label
    raise ValidationError({"label": _("The codebook has no label “%(label)s”.") % {"label": lesson.label[:80]}})


ADD: dict[str, Callable[[dict, Lesson, str], bool]] = {
    Into.RULE: _add_rule,
    Into.EXAMPLE: _add_example("examples"),
    Into.COUNTER_EXAMPLE: _add_example("counter_examples"),
}
