"""What texts are about, named without any label: by the model, or taken from unlabelled samples.

ZeroGen, Ye et al. 2022 (arXiv 2202.07922), stage 1. Each context serves for every label, so the subject does not give
the label away; small runs use fewer texts a context, so that at least fifty contexts occur.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from generation.methods.conditions import CONTEXT, LISTED_LATER, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schemas import closed
from generation.methods.steps import Ask, Script, SetupFailed, asked_all
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.listed import distinct

AT_LEAST = 50  # fewer, and a run of some hundred texts would be about a handful of things
SEVERAL = 3  # rounds of asking, because a model repeats itself
LONGEST = 300


@dataclass(frozen=True)
class Contexts:
    """Things to write about, each used `per_label` times a label at most."""

    names = ("context",)
    slots = {"context": ("purpose", "fields", "draw")}

    source: Literal["model", "support"] = "model"
    per_label: int = bounded(32, least=1, most=64)

    def wanted(self, kit: Kit) -> int:
        """How many contexts the run needs for its count and labels."""
        cells = max(kit.context.count, AT_LEAST) / len(kit.question.labels)
        return math.ceil(cells / min(self.per_label, max(1, int(cells // AT_LEAST))))

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        scope = kit.context.scope
        missing = self.source == "model" and not any(one.kept() for one in scope.of_kind(CONTEXT))
        return _grown(scope, [LISTED_LATER]) if missing else scope

    def listing(self, kit: Kit) -> Script[Scope]:
        if self.source == "model":
            return (yield from self._from_model(kit))
        if not kit.context.topics:
            raise SetupFailed(
                _("There are no unlabelled samples to take contexts from. Import some, or let the model name them.")
            )
        return kit.context.scope

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        most = self.wanted(kit)
        if self.source == "support":
            return (_dimension(distinct((topic[:LONGEST] for topic in kit.context.topics), most=most), "support"),)
        return tuple(replace(one, values=one.kept()[:most]) for one in kit.context.scope.of_kind(CONTEXT))

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("unlabelled", len(kit.context.topics)) if self.source == "support" else None

    def calls(self, kit: Kit) -> tuple[int, int]:
        have = sum(len(one.kept()) for one in kit.context.scope.of_kind(CONTEXT))
        missing = 0 if self.source == "support" else max(self.wanted(kit) - have, 0)
        return missing, missing * SEVERAL

    def _from_model(self, kit: Kit) -> Script[Scope]:
        there = kit.context.scope.of_kind(CONTEXT)
        known = [value.text for one in there for value in one.values]
        kept = [value.text for one in there for value in one.kept()]
        found: list[str] = []
        asked_for = 0
        for _round in range(SEVERAL):
            missing = self.wanted(kit) - len(kept) - len(found)
            if missing <= 0:
                break
            answers = yield from asked_all([_name_one(kit, asked_for + i) for i in range(missing)])
            asked_for += missing
            found += distinct([a.fields["context"] for a in answers if a.fields], known=[*known, *found])
        if not kept and not found:
            raise SetupFailed(
                _("The model named nothing to write about. Look at its replies, or use unlabelled samples.")
            )
        return _grown(kit.context.scope, found)


def _name_one(kit: Kit, number: int) -> Ask:
    spec = kit.context.spec
    slots = {
        "purpose": lambda: spec.purpose,
        "fields": lambda: ", ".join(field.title or field.name for field in spec.fields),
        "draw": lambda: str(number + 1),  # makes each prompt another one for endpoints that know no seed
    }
    schema = closed({"context": {"type": "string"}})
    return kit.ask(f"context/{number}", slots, schema, template="context", max_tokens=60)


def _dimension(texts: list[str], source: str) -> Dimension:
    return Dimension("context", "Context", CONTEXT, values=tuple(Value(text, source=source) for text in texts))


def _grown(scope: Scope, found: list[str]) -> Scope:
    if not scope.of_kind(CONTEXT):
        return Scope((*scope.dimensions, _dimension(found, "model")))
    new = tuple(Value(text, source="model") for text in found)
    grown = (replace(d, values=(*d.values, *new)) if d.kind == CONTEXT else d for d in scope.dimensions)
    return Scope(tuple(grown))
