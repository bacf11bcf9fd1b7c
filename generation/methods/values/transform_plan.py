"""How a row of the project's is turned into a sample of the task: instructions that the model writes once.

DataTune, Gandhi et al. 2024 (arXiv 2404.14361), step 3. They are written from the task, a few examples and a few rows,
and people may edit them like any other values.
"""

from dataclasses import dataclass, replace
from itertools import islice

from generation.methods.conditions import LISTED_LATER, TOLD, Dimension, Scope, Value
from generation.methods.demonstrations.showing import to_label
from generation.methods.fence import fence
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schemas import list_schema
from generation.methods.steps import Ask, Decoding, Script, SetupFailed, asked
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.listed import typed
from generation.methods.values.own import Own

NAME = "transform-plan"
LONGEST_ROW = 1500  # characters
MOST = 15  # instructions


@dataclass(frozen=True)
class TransformPlan:
    """At most 15 numbered instructions, never drawn: prompts tell all of them as {transform_plan}."""

    examples: int = bounded(3, least=0, most=5)
    rows: int = bounded(3, least=1, most=10)

    names = ("transform_plan",)
    slots = {"plan": ("task", "examples", "rows")}

    def own(self, kit: Kit) -> tuple[Own, ...]:
        """A plan fits the rows that it was written from: other columns need another one."""
        return (Own(NAME, (kit.question.name, *kit.context.columns), TOLD),)

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        return self._grown(kit, [] if self._there(kit) else [LISTED_LATER])

    def listing(self, kit: Kit) -> Script[Scope]:
        if self._there(kit):
            return kit.context.scope
        answer = yield from asked(self._ask(kit))
        found = typed((answer.fields or {}).get("instructions", []))[:MOST]
        if not found:
            raise SetupFailed(_("The model wrote no plan. Look at its reply, or enter the instructions by hand."))
        return self._grown(kit, found)

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return ()

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("unlabelled", len(kit.context.topics))

    def calls(self, kit: Kit) -> tuple[int, int]:
        asked_once = 0 if self._there(kit) else 1
        return asked_once, asked_once

    def _there(self, kit: Kit) -> bool:
        dimension = kit.context.scope.dimension(NAME)
        return bool(dimension and dimension.kept())

    def _grown(self, kit: Kit, found: list[str]) -> Scope:
        scope = kit.context.scope
        old = scope.dimension(NAME) or Dimension(NAME, "How rows become samples", TOLD)
        new = replace(old, values=(*old.values, *(Value(text, source="model") for text in found)))
        return Scope((*(one for one in scope.dimensions if one.name != NAME), new)) if found else scope

    def _ask(self, kit: Kit) -> Ask:
        labelled = [demo for demo in kit.context.support if demo.labels.get(kit.question.name)][: self.examples]
        rows = [row[:LONGEST_ROW] for row in islice(kit.context.topics, self.rows)]
        slots = {
            "task": lambda: kit.header(purpose="annotate"),
            "examples": lambda: to_label(labelled, kit.spoken_labels(labelled)),
            "rows": lambda: "\n".join(fence("row", row) for row in rows),
        }
        ask = kit.ask("plan", slots, list_schema("instructions"))
        return replace(ask, decoding=Decoding(temperature=0.0, max_tokens=800))
