"""What changes a project's attributes and values: a person's edit, or what the model listed."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from generation import audit
from generation.methods.conditions import GIVEN, LENGTH, NO_LENGTH, Dimension, no_length
from generation.methods.values.listed import slug, typed
from generation.models import Attribute, AttributeValue, Project

State = AttributeValue.State
PERSON = "person"
MOST_ATTRIBUTES, MOST_VALUES = 20, 500


@transaction.atomic
def add_attribute(*, project: Project, title: str, kind: str, depends_on_label: bool, actor) -> Attribute:
    """Begin an attribute without values. ValidationError where the project has one of that title, or too many."""
    taken = dict(project.attributes.exclude(name__contains=".").values_list("name", "title"))  # without recipes' lists
    if title.casefold() in {old.casefold() for old in taken.values()}:
        raise ValidationError({"title": _("There is an attribute of this title.")})
    if len(taken) >= MOST_ATTRIBUTES:
        raise ValidationError({"title": _("A project has at most %(most)d attributes.") % {"most": MOST_ATTRIBUTES}})
    attribute = project.attributes.create(
        name=slug(title, taken),
        title=title,
        kind=kind,
        depends_on_label=depends_on_label and kind != LENGTH,
        hard=kind == LENGTH,
    )
    audit.record(actor=actor, verb="attribute.add", project=project, subject=title)
    return attribute


@transaction.atomic
def set_values(*, attribute: Attribute, label: str, texts: Iterable[str], actor) -> int:
    """Make these the values that are drawn for a label ('' for all); others are taken out, not forgotten.

    A value that was taken out stays known, so that the model's next list does not bring it back. Returns how many
    values are drawn now; ValidationError where a length cannot be read or there are too many.
    """
    wanted = typed(texts)
    if len(wanted) > MOST_VALUES:
        raise ValidationError(_("An attribute has at most %(most)d values for a label.") % {"most": MOST_VALUES})
    if attribute.kind == LENGTH and (wrong := no_length(wanted)):
        raise ValidationError(_(NO_LENGTH) % {"value": wrong})
    mine = attribute.values.filter(label=label)
    mine.exclude(text__in=wanted).filter(state=State.KEPT).update(state=State.REMOVED)
    mine.filter(text__in=wanted).update(state=State.KEPT)
    new = [AttributeValue(attribute=attribute, label=label, text=text, source=PERSON) for text in wanted]
    AttributeValue.objects.bulk_create(new, ignore_conflicts=True)
    project, title = attribute.project, attribute.title
    count = len(wanted)
    audit.record(actor=actor, verb="attribute.set_values", project=project, subject=title, label=label, n=count)
    return count


@transaction.atomic
def remove_attribute(*, attribute: Attribute, actor) -> None:
    """Take an attribute away with its values. Rows that were planned with it keep what they drew."""
    audit.record(actor=actor, verb="attribute.remove", project=attribute.project, subject=attribute.title)
    attribute.delete()


@transaction.atomic
def save_dimensions(*, project: Project, dimensions: Iterable[Dimension], source: str) -> int:
    """Add what a recipe's set-up found, but for what settings give; nothing that exists is changed. Returns how many
    values are new."""
    before = AttributeValue.objects.filter(attribute__project=project).count()
    for dimension in dimensions:
        if dimension.kind == GIVEN or (dimension.key and not dimension.values):
            continue
        attribute, _created = project.attributes.get_or_create(
            name=dimension.key or dimension.name,
            defaults={
                "title": dimension.title or dimension.name,
                "kind": dimension.kind,
                "depends_on_label": dimension.depends_on_label,
                "hard": dimension.hard,
            },
        )
        AttributeValue.objects.bulk_create(
            [
                AttributeValue(
                    attribute=attribute,
                    label=value.label,
                    text=value.text,
                    state=value.state,
                    source=value.source if value.source in (PERSON, "recipe") else source,
                    examples=list(value.examples),
                )
                for value in dimension.values
            ],
            ignore_conflicts=True,
            batch_size=500,
        )
    return AttributeValue.objects.filter(attribute__project=project).count() - before
