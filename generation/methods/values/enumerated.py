"""One dimension by name: its values listed by the model, unless a person or an earlier run entered some."""

from dataclasses import dataclass, replace

from generation.methods.conditions import LISTED, LISTED_LATER, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.parts import bounded
from generation.methods.schemas import list_schema
from generation.methods.steps import Answer, Ask, Decoding, Script, SetupFailed, asked_all
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.listed import distinct
from generation.methods.values.own import Own

LIST = Template(
    "values.named",
    1,
    "{task}",
    "List {count} different {what}. Each is a short phrase of at most eight words, without numbering and without "
    "explanation.{for_label}",
)


@dataclass(frozen=True)
class Enumerated:
    """A dimension called `name`; `what` says in the prompt what to list, for all labels together or for each."""

    name: str
    title: str
    what: str
    count: int = bounded(10, least=2, most=100)
    per_label: bool = False
    longest: int = bounded(120, least=5, most=300)

    slots = {}

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return (Own(self.name, (self.what, kit.question.name)),)

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        later = tuple(Value(LISTED_LATER, label) for label in self._missing(kit))
        return _with_values(kit.context.scope, self._dimension(kit), later)

    def listing(self, kit: Kit) -> Script[Scope]:
        labels = self._missing(kit)
        answers = yield from asked_all([self._ask(kit, label) for label in labels])
        found = tuple(
            Value(text, label, source="model")
            for label, answer in zip(labels, answers, strict=True)
            for text in self._read(kit, label, answer)
        )
        grown = _with_values(kit.context.scope, self._dimension(kit), found)
        if not grown.dimension(self.name).kept():
            raise SetupFailed(_("The model listed nothing to draw from. Look at its replies, or enter values by hand."))
        return grown

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return tuple(one for one in kit.context.scope.dimensions if one.name == self.name)

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        return len(self._missing(kit)), len(self._missing(kit))

    def _dimension(self, kit: Kit) -> Dimension:
        fresh = Dimension(self.name, self.title, LISTED, depends_on_label=self.per_label)
        return kit.context.scope.dimension(self.name) or fresh

    def _missing(self, kit: Kit) -> list[str]:
        labels = [label.name for label in kit.question.labels] if self.per_label else [""]
        return [label for label in labels if not self._dimension(kit).kept(label)]

    def _ask(self, kit: Kit, label: str) -> Ask:
        messages = LIST.render(
            task=kit.header(label) if label else kit.header(),
            count=str(self.count),
            what=self.what,
            for_label=f"\nLabel: {kit.spoken(label)}" if label else "",
        )
        step = f"values/{self.name}" + (f"/{label}" if label else "")
        return Ask(step, messages, list_schema("values"), Decoding(max_tokens=40 * self.count), LIST.ref)

    def _read(self, kit: Kit, label: str, answer: Answer) -> list[str]:
        known = [value.text for value in self._dimension(kit).values if value.label in ("", label)]
        short = [text for text in (answer.fields or {}).get("values", []) if len(text) <= self.longest]
        return distinct(short, known=known, most=self.count)


def _with_values(scope: Scope, dimension: Dimension, found: tuple[Value, ...]) -> Scope:
    grown = replace(dimension, values=(*dimension.values, *found))
    others = tuple(one for one in scope.dimensions if one.name != dimension.name)
    return Scope((*others, grown))
