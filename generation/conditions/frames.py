"""Reads a project's attributes and their values, as recipes and as pages need them."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from generation.catalogue.recipe import Recipe
from generation.methods.conditions import KEPT, Dimension, Scope, Value
from generation.methods.values.lengths import own_lengths
from generation.methods.values.own import named
from generation.models import Attribute, AttributeValue, Project


def scope_of(project: Project) -> Scope:
    """The dimensions of a project with all their values, as recipes read them."""
    return Scope(tuple(map(_dimension, project.attributes.prefetch_related("values"))))


def _dimension(attribute: Attribute) -> Dimension:
    values = tuple(Value(v.text, v.label, v.state, v.source, tuple(v.examples)) for v in attribute.values.all())
    recipe, name = named(attribute.name)
    key = attribute.name if recipe else ""
    return Dimension(name, attribute.title, attribute.kind, attribute.depends_on_label, attribute.hard, values, key)


def lengths_instead(recipe: Recipe, scope: Scope) -> tuple[str, tuple[Dimension, ...]]:
    """The recipe's setting of lengths and the project's own lengths that go before it; none where it holds."""
    bands = (str(part.settings.get("bands", "")) for part in recipe.values if part.name == "lengths")
    setting = next((one.removeprefix("$") for one in bands if one.startswith("$")), "")
    return setting, own_lengths(scope) if setting else ()


def in_words(lengths: Iterable[Dimension]) -> str:
    """Lengths as a page names them: `Length: 5 to 12, 30 to 80`."""
    return "; ".join(f"{one.title or one.name}: {', '.join(v.text for v in one.kept()) or '–'}" for one in lengths)


def attributes_of(project: Project) -> QuerySet[Attribute]:
    """A project's attributes with the number of values that are drawn and that were taken out."""
    kept = Q(values__state=KEPT)
    return project.attributes.annotate(kept=Count("values", filter=kept), out=Count("values", filter=~kept))


def listing_run(attribute: Attribute) -> int | None:
    """The number of the run that listed the values, the first one's where several did."""
    runs = (value.source.removeprefix("run ") for value in attribute.values.all() if value.source.startswith("run "))
    return min((int(number) for number in runs if number.isdecimal()), default=None)


def groups(attribute: Attribute, labels: Iterable[str]) -> list[dict]:
    """The attribute's values for a page: one group for all labels, or one a label; those taken out stand apart."""
    rows = list(attribute.values.all())
    names = list(labels) if attribute.depends_on_label else [""]
    names += sorted({row.label for row in rows} - set(names))
    return [_group(name, [row for row in rows if row.label == name]) for name in names]


def _group(label: str, rows: list[AttributeValue]) -> dict:
    kept = [row for row in rows if row.state == AttributeValue.State.KEPT]
    out = [row for row in rows if row.state != AttributeValue.State.KEPT]
    return {"label": label, "kept": kept, "out": out, "text": "\n".join(row.text for row in kept)}
