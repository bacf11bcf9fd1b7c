"""Attributes, similar labels and values listed by the model, with the ambiguity filter; a person may edit all of them.

AttrPrompt, Yu et al. 2023 (arXiv 2306.15895), steps 1 to 5. Only what is missing is asked for: attributes and values
that a person entered or an earlier run listed stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generation.methods.conditions import AMBIGUOUS, ATTRIBUTE, KEPT, LISTED_LATER, Dimension, Scope, Value
from generation.methods.kit import Kit, in_scope
from generation.methods.lack import Lack
from generation.methods.parts import bounded
from generation.methods.steps import Ask, Script, SetupFailed, asked, asked_all
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.ambiguity import MOST_REMOVED, ambiguous, ask_ambiguous
from generation.methods.values.listed import slug
from generation.methods.values.llm_listed import (
    ask_attributes,
    ask_values,
    ask_values_for_label,
    read_attributes,
    read_values,
)
from generation.methods.values.similar_labels import SimilarLabels, others


@dataclass(frozen=True)
class Slot:
    """A list of values that is missing: of a dimension, for all labels ('') or for one."""

    dimension: Dimension
    label: str

    @property
    def step(self) -> str:
        return f"values/{self.dimension.name}" + (f"/{self.label}" if self.label else "")


@dataclass(frozen=True)
class Attributes:
    """What texts of this kind differ in, and the values: shared by all labels, or of each label and no similar one."""

    dimensions: int = bounded(4, least=1, most=10)
    values: int = bounded(10, least=2, most=50)
    similar: int = bounded(5, least=0, most=10)
    ambiguity_filter: bool = True
    most_removed: int = bounded(MOST_REMOVED, least=0, most=50)

    names = ()
    slots = {}

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        scope = kit.context.scope
        if not scope.of_kind(ATTRIBUTE):
            titles = [(f"Attribute {number}", False) for number in range(1, self.dimensions + 1)]
            scope = Scope((*scope.dimensions, *_proposed(titles, scope)))
        scope = self._similar.expected(in_scope(kit, scope))
        return _with_listed(scope, {slot: (Value(LISTED_LATER, slot.label),) for slot in missing_lists(kit, scope)})

    def listing(self, kit: Kit) -> Script[Scope]:
        scope = kit.context.scope
        if not scope.of_kind(ATTRIBUTE):
            answer = yield from asked(ask_attributes(kit.header(), self.dimensions))
            found = read_attributes(answer, self.dimensions, {"length", "label", kit.question.name})
            if not found:
                raise SetupFailed(_("The model named no attributes. Add some by hand, such as sub-topic and style."))
            scope = Scope((*scope.dimensions, *_proposed(found, scope)))
        scope = yield from self._similar.listing(in_scope(kit, scope))
        scope = yield from self._values(kit, scope)
        if not any(dimension.kept() for dimension in scope.of_kind(ATTRIBUTE)):
            raise SetupFailed(_("The model listed no values for any attribute. Add some by hand."))
        return scope

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return kit.context.scope.of_kind(ATTRIBUTE)

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        labels, scope = len(kit.question.labels), kit.context.scope
        per_list = 1 + (self.values if self.ambiguity_filter else 0)
        if not scope.of_kind(ATTRIBUTE):  # all attributes may turn out shared, or all to differ by label
            first = 1 + (labels if self._similar.chooses(kit) else 0)
            return first + self.dimensions, first + self.dimensions * labels * per_list
        lists = list(missing_lists(kit, scope))
        shared, by_label = sum(not slot.label for slot in lists), sum(bool(slot.label) for slot in lists)
        total = self._similar.calls(kit)[0] + shared + by_label * per_list
        return total, total

    @property
    def _similar(self) -> SimilarLabels:
        return SimilarLabels(self.similar)

    def _values(self, kit: Kit, scope: Scope) -> Script[Scope]:
        """List the missing values, then take out those of one label that fit a similar one too."""
        slots = list(missing_lists(kit, scope))
        answers = yield from asked_all([self._ask_for(kit, scope, slot) for slot in slots])
        known = {slot: [v.text for v in slot.dimension.values if v.label in ("", slot.label)] for slot in slots}
        listed = {slot: read_values(a, self.values, known[slot]) for slot, a in zip(slots, answers, strict=True)}
        unclear = yield from self._unclear(kit, scope, listed)
        values = {
            slot: tuple(
                Value(text, slot.label, AMBIGUOUS if (slot, text) in unclear else KEPT, "model") for text in texts
            )
            for slot, texts in listed.items()
        }
        return _with_listed(scope, values)

    def _ask_for(self, kit: Kit, scope: Scope, slot: Slot) -> Ask:
        title = slot.dimension.title or slot.dimension.name
        if not slot.label:
            return ask_values(kit.header(), slot.step, title, self.values)
        similar = _spoken_similar(kit, scope, slot.label)
        return ask_values_for_label(kit.header(), slot.step, title, self.values, kit.spoken(slot.label), similar)

    def _unclear(self, kit: Kit, scope: Scope, listed: dict[Slot, list[str]]) -> Script[set[tuple[Slot, str]]]:
        """Ask of each value listed for one label whether it fits a similar label; return those to take out."""
        if not self.ambiguity_filter:
            return set()
        pairs = [(slot, i, text) for slot, texts in listed.items() if slot.label for i, text in enumerate(texts)]
        asks = [_ask_ambiguous(kit, scope, *pair) for pair in pairs]
        answers = dict(zip(pairs, (yield from asked_all(asks)), strict=True))
        found: set[tuple[Slot, str]] = set()
        for slot, texts in listed.items():
            if slot.label:
                said = [answers[slot, i, text] for i, text in enumerate(texts)]
                found |= {(slot, text) for text in ambiguous(texts, said, self.most_removed)}
        return found


def missing_lists(kit: Kit, scope: Scope) -> Iterator[Slot]:
    """The lists of values that are still empty."""
    for dimension in scope.of_kind(ATTRIBUTE):
        for label in [row.name for row in kit.question.labels] if dimension.depends_on_label else [""]:
            if not dimension.kept(label):
                yield Slot(dimension, label)


def _with_listed(scope: Scope, listed: dict[Slot, tuple[Value, ...]]) -> Scope:
    def grown(dimension: Dimension) -> Dimension:
        new = (value for slot, values in listed.items() if slot.dimension.name == dimension.name for value in values)
        return replace(dimension, values=(*dimension.values, *new))

    return Scope(tuple(map(grown, scope.dimensions)))


def _proposed(found: list[tuple[str, bool]], scope: Scope) -> list[Dimension]:
    taken = {dimension.name for dimension in scope.dimensions}
    fresh: list[Dimension] = []
    for title, by_label in found:
        name = slug(title, taken)
        taken.add(name)
        fresh.append(Dimension(name, title, ATTRIBUTE, depends_on_label=by_label))
    return fresh


def _spoken_similar(kit: Kit, scope: Scope, label: str) -> list[str]:
    return [kit.spoken(name) for name in scope.similar_to(label)] or others(kit.question, label)[:5]


def _ask_ambiguous(kit: Kit, scope: Scope, slot: Slot, number: int, text: str) -> Ask:
    return ask_ambiguous(
        kit.header(),
        slot.step.replace("values", "filter", 1) + f"/{number}",
        slot.dimension.title or slot.dimension.name,
        text,
        kit.spoken(slot.label),
        _spoken_similar(kit, scope, slot.label),
    )
