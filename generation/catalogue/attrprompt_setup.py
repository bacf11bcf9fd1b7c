"""What AttrPrompt asks before its first row: attributes, similar labels, values, and the ambiguity filter.

Yu et al. 2023 (arXiv 2306.15895), steps 1 to 5. Only what is missing is asked for: attributes and values that a person
entered or an earlier run listed stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generation.catalogue.recipe import Context
from generation.methods.conditions import (
    AMBIGUOUS,
    ATTRIBUTE,
    KEPT,
    LENGTH,
    SIMILAR,
    Dimension,
    Scope,
    Value,
    length_band,
)
from generation.methods.header import header
from generation.methods.steps import Script, SetupFailed, asked, asked_all
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.ambiguity import ambiguous, ask_ambiguous
from generation.methods.values.listed import slug
from generation.methods.values.llm_listed import (
    ask_attributes,
    ask_values,
    ask_values_for_label,
    read_attributes,
    read_values,
)
from generation.methods.values.similar_labels import ask_similar, others, read_similar


@dataclass(frozen=True)
class Slot:
    """A list of values that is missing: of a dimension, for all labels ('') or for one."""

    dimension: Dimension
    label: str

    @property
    def step(self) -> str:
        return f"values/{self.dimension.name}" + (f"/{self.label}" if self.label else "")


def listing(context: Context) -> Script[tuple[Dimension, ...]]:
    """Ask for attributes, similar labels, values and their ambiguity where missing; return all dimensions."""
    task = _task(context)
    scope = with_lengths(context.scope, context.params["lengths"])
    if not scope.of_kind(ATTRIBUTE):
        answer = yield from asked(ask_attributes(task, context.params["dimensions"]))
        found = read_attributes(answer, context.params["dimensions"], {"length", "label", context.question.name})
        if not found:
            raise SetupFailed(_("The model named no attributes. Add some by hand, such as sub-topic and style."))
        scope = Scope((*scope.dimensions, *_proposed(found, scope)))
    scope = yield from _similar(context, scope, task)
    scope = yield from _values(context, scope, task)
    if not any(dimension.kept() for dimension in scope.of_kind(ATTRIBUTE)):
        raise SetupFailed(_("The model listed no values for any attribute. Add some by hand."))
    return scope.dimensions


def with_lengths(scope: Scope, lengths: str) -> Scope:
    """Return the scope with the bands of the settings as its length, unless it has one already."""
    bands = [band for part in lengths.split(",") if (band := length_band(part))]
    if not bands or scope.of_kind(LENGTH):
        return scope
    values = tuple(Value(f"{low} to {high}", source="recipe") for low, high in bands)
    return Scope((*scope.dimensions, Dimension("length", "Length", LENGTH, hard=True, values=values)))


def missing_lists(context: Context, scope: Scope) -> Iterator[Slot]:
    """The lists of values that are still empty."""
    for dimension in scope.of_kind(ATTRIBUTE):
        for label in [row.name for row in context.question.labels] if dimension.depends_on_label else [""]:
            if not dimension.kept(label):
                yield Slot(dimension, label)


def asks_for_similar(context: Context) -> bool:
    """Whether there are more labels than can all be similar, so that the model has to choose."""
    return context.params["similar"] < len(context.question.labels) - 1


def _task(context: Context) -> str:
    budget = context.params["header_tokens"]
    return header(context.spec, "generate", budget=budget, question=context.question.name).text


def _proposed(found: list[tuple[str, bool]], scope: Scope) -> list[Dimension]:
    taken = {dimension.name for dimension in scope.dimensions}
    fresh: list[Dimension] = []
    for title, by_label in found:
        name = slug(title, taken)
        taken.add(name)
        fresh.append(Dimension(name, title, ATTRIBUTE, depends_on_label=by_label))
    return fresh


def _similar(context: Context, scope: Scope, task: str) -> Script[Scope]:
    """Add the labels that are easily confused with each label."""
    question, count = context.question, context.params["similar"]
    wanted = [label.name for label in question.labels if not scope.similar_to(label.name)]
    if not wanted or not count:
        return scope
    if asks_for_similar(context):
        answers = yield from asked_all([ask_similar(task, question, label, count) for label in wanted])
        named = [read_similar(answer, question, label, count) for answer, label in zip(answers, wanted, strict=True)]
    else:
        named = [[row.name for row in question.labels if row.name != label] for label in wanted]
    values = tuple(
        Value(text, label, source="model") for label, texts in zip(wanted, named, strict=True) for text in texts
    )
    old = scope.of_kind(SIMILAR)
    grown = replace(old[0], values=(*old[0].values, *values)) if old else _similar_dimension(values)
    return Scope((*(d for d in scope.dimensions if d.kind != SIMILAR), grown))


def _similar_dimension(values: tuple[Value, ...]) -> Dimension:
    return Dimension("similar-labels", "Similar labels", SIMILAR, depends_on_label=True, values=values)


def _values(context: Context, scope: Scope, task: str) -> Script[Scope]:
    """List the missing values, then take out those of one label that fit a similar one too."""
    slots = list(missing_lists(context, scope))
    count = context.params["values"]
    answers = yield from asked_all([_ask_for(context, scope, task, slot, count) for slot in slots])
    known = {slot: [v.text for v in slot.dimension.values if v.label in ("", slot.label)] for slot in slots}
    listed = {slot: read_values(a, count, known[slot]) for slot, a in zip(slots, answers, strict=True)}
    unclear = yield from _unclear(context, scope, task, listed)
    values = {
        name: tuple(
            Value(text, slot.label, AMBIGUOUS if (slot, text) in unclear else KEPT, "model")
            for slot, texts in listed.items()
            if slot.dimension.name == name
            for text in texts
        )
        for name in {slot.dimension.name for slot in slots}
    }
    return Scope(tuple(replace(d, values=(*d.values, *values.get(d.name, ()))) for d in scope.dimensions))


def _ask_for(context: Context, scope: Scope, task: str, slot: Slot, count: int):
    title = slot.dimension.title or slot.dimension.name
    if not slot.label:
        return ask_values(task, slot.step, title, count)
    spoken = context.question.label(slot.label).verbalizer
    return ask_values_for_label(task, slot.step, title, count, spoken, _spoken_similar(context, scope, slot.label))


def _spoken_similar(context: Context, scope: Scope, label: str) -> list[str]:
    similar = scope.similar_to(label)
    return [context.question.label(name).verbalizer for name in similar] or others(context.question, label)[:5]


def _unclear(context: Context, scope: Scope, task: str, listed: dict[Slot, list[str]]) -> Script[set[tuple[Slot, str]]]:
    """Ask of each value listed for one label whether it fits a similar label; return those to take out."""
    if not context.params["ambiguity_filter"]:
        return set()
    pairs = [(slot, i, text) for slot, texts in listed.items() if slot.label for i, text in enumerate(texts)]
    asks = [
        ask_ambiguous(
            task,
            slot.step.replace("values", "filter", 1) + f"/{i}",
            slot.dimension.title or slot.dimension.name,
            text,
            context.question.label(slot.label).verbalizer,
            _spoken_similar(context, scope, slot.label),
        )
        for slot, i, text in pairs
    ]
    answers = dict(zip(pairs, (yield from asked_all(asks)), strict=True))
    found: set[tuple[Slot, str]] = set()
    for slot, texts in listed.items():
        if slot.label:
            said = [answers[slot, i, text] for i, text in enumerate(texts)]
            found |= {(slot, text) for text in ambiguous(texts, said, context.params["most_removed"])}
    return found
