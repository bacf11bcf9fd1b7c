"""What was learnt from one item goes into the next version of the codebook: an edge rule, or an example of a label."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.models import Codebook, Sample


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


def with_lesson(spec: dict, lesson: Lesson) -> dict | None:
    """The specification with the lesson; None where it stands there already. ValidationError where it cannot stand."""
    text, wider = lesson.text.strip(), deepcopy(spec)
    if not text:
        raise ValidationError({"text": _("Say what is to be added.")})
    if lesson.into not in ADD:
        raise ValidationError({"into": _("Choose where it goes.")})
    return wider if ADD[lesson.into](wider, lesson, text) else None


def text_of(sample: Sample, codebook: Codebook | None) -> str:
    """An item as an example shows it: its text, or its fields each under its title."""
    fields = codebook.fields if codebook else []
    titles = {field["name"]: field.get("title") or field["name"] for field in fields}
    texts = {titles.get(name, name): str(text) for name, text in sample.fields.items()}
    return (
        next(iter(texts.values())) if len(texts) == 1 else "\n".join(f"{name}: {text}" for name, text in texts.items())
    )


def lesson_of(sample: Sample, codebook: Codebook, *, into: str | None, reason: str, label: str = "") -> Lesson | None:
    """What a decision on an item taught: its reason as a rule, or the item as an example; None: nothing is said."""
    return Lesson(into, reason if into == Into.RULE else text_of(sample, codebook), label) if into else None


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
