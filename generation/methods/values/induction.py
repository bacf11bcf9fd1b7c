"""An instruction that explains labelled pairs, found by showing some and tried on others that it never saw.

Instruction Induction, Honovich et al. 2023 (arXiv 2205.10782). The best on held-out pairs wins, of equals the shortest;
one that does no better than always giving the most frequent label is vague, and of no use.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from generation.methods.conditions import LISTED_LATER, REMOVED, Dimension, Scope, Value
from generation.methods.draws import derive
from generation.methods.fence import fenced
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of_labelled
from generation.methods.parts import bounded
from generation.methods.schemas import closed
from generation.methods.steps import Ask, Demonstration, Draw, Script, SetupFailed, asked_all
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.dealer import RowDealer
from generation.methods.values.own import Own

INDUCED, NAME = "induced", "instruction"
LONGEST = 300  # characters that a value may have
FEWEST_HELD_OUT = 4


@dataclass(frozen=True)
class Induced(RowDealer):
    """`instruction`: one text for all rows. Each candidate is shown `shown` seeds of its own, and tried on the same
    `held_out` others."""

    shown: int = bounded(5, least=2, most=20)
    candidates: int = bounded(4, least=1, most=20)
    held_out: int = bounded(10, least=FEWEST_HELD_OUT, most=100)

    names = (NAME,)
    slots = {"induce": ("pairs", "labels"), "label": ("instruction", "item", "labels")}

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return (Own(NAME, (kit.question.name,), INDUCED),)

    def lacks(self, kit: Kit) -> Lack | None:
        return None if _known(kit) else short_of_labelled(kit, self.shown + FEWEST_HELD_OUT)

    def expected(self, kit: Kit) -> Scope:
        return kit.context.scope if _known(kit) else _grown(kit, [Value(LISTED_LATER)])

    def listing(self, kit: Kit) -> Script[Scope]:
        if _known(kit):
            return kit.context.scope
        if self.lacks(kit):
            raise SetupFailed(_("There are too few seeds to find an instruction by. Import some more."))
        shown, tried = self._split(kit)
        found = yield from self._induced(kit, shown)
        answers = yield from asked_all([self._try(kit, *one) for one in _trials(found, tried)])
        said = [kit.question.name_of(str((answer.fields or {}).get("label", ""))) for answer in answers]
        right = [
            sum(label == _label(kit, pair) for label, pair in zip(said[i * len(tried) :], tried, strict=False))
            for i in range(len(found))
        ]
        return _grown(kit, _ranked(found, right, _most_frequent(kit, tried)), f"{max(right)} of {len(tried)}")

    def calls(self, kit: Kit) -> tuple[int, int]:
        if _known(kit):
            return 0, 0
        tried = min(self.held_out, max(len(_pairs(kit)) - self.shown, 0))
        return 1 + tried, self.candidates * (1 + tried)

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        return {NAME: _known(kit) or LISTED_LATER}

    def _split(self, kit: Kit) -> tuple[list[Demonstration], list[Demonstration]]:
        """Pairs to show and pairs to try on: what is tried was shown to no candidate."""
        pairs = _pairs(kit)
        Random(derive(kit.context.seed, "induction")).shuffle(pairs)
        held = min(self.held_out, len(pairs) - self.shown)
        return pairs[held:], pairs[:held]

    def _induced(self, kit: Kit, pairs: Sequence[Demonstration]) -> Script[list[str]]:
        asks = []
        for number in range(self.candidates):
            rng = Random(derive(kit.context.seed, "induction", number))
            asks.append(self._ask(kit, number, rng.sample(list(pairs), min(self.shown, len(pairs)))))
        answers = yield from asked_all(asks)
        texts = (" ".join(str(answer.fields["instruction"]).split()) for answer in answers if answer.fields)
        found = list(dict.fromkeys(text for text in texts if 0 < len(text) <= LONGEST))
        if not found:
            raise SetupFailed(_("The model found no instruction. Look at its replies, or show more pairs."))
        return found

    def _ask(self, kit: Kit, number: int, pairs: Sequence[Demonstration]) -> Ask:
        shown = "\n\n".join(f"{fenced(one.fields)}\nIts label: {kit.spoken(_label(kit, one))}" for one in pairs)
        slots = {"pairs": lambda: shown, "labels": lambda: _labels(kit)}
        schema = closed({"instruction": {"type": "string"}})
        return kit.ask(f"induce/{number}", slots, schema, template="induce", temperature=1.0)

    def _try(self, kit: Kit, number: int, instruction: str, place: int, pair: Demonstration) -> Ask:
        slots = {
            "instruction": lambda: instruction,
            "item": lambda: fenced(pair.fields),
            "labels": lambda: _labels(kit),
        }
        schema = closed({"label": {"type": "string", "enum": [one.verbalizer for one in kit.question.labels]}})
        return kit.ask(f"try/{number}/{place}", slots, schema, template="label", temperature=0.0, max_tokens=60)


def _trials(found: Sequence[str], tried: Sequence[Demonstration]):
    for number, text in enumerate(found):
        for place, pair in enumerate(tried):
            yield number, text, place, pair


def _ranked(found: Sequence[str], right: Sequence[int], frequent: int) -> list[Value]:
    """The best first and in use; the others are kept beside it, taken out."""
    order = sorted(range(len(found)), key=lambda i: (-right[i], len(found[i]), found[i]))
    if right[order[0]] <= frequent:
        raise SetupFailed(_("No instruction did better on held-out pairs than always giving the most frequent label."))
    best, *others = (found[i] for i in order)
    return [Value(best, source="model"), *(Value(text, state=REMOVED, source="model") for text in others)]


def _most_frequent(kit: Kit, tried: Sequence[Demonstration]) -> int:
    return max(Counter(_label(kit, pair) for pair in tried).values())


def _pairs(kit: Kit) -> list[Demonstration]:
    known = {label.name for label in kit.question.labels}
    return [demo for demo in kit.context.support if _label(kit, demo) in known]


def _label(kit: Kit, demo: Demonstration) -> str:
    return demo.labels.get(kit.question.name, "")


def _labels(kit: Kit) -> str:
    return ", ".join(one.verbalizer for one in kit.question.labels)


def _known(kit: Kit) -> str:
    dimension = kit.context.scope.dimension(NAME)
    return next((value.text for value in dimension.kept()), "") if dimension else ""


def _grown(kit: Kit, values: Sequence[Value], right: str = "") -> Scope:
    title = f"Instruction ({right} held-out pairs right)" if right else "Instruction"
    there = kit.context.scope.dimension(NAME) or Dimension(NAME, title, INDUCED)
    others = tuple(one for one in kit.context.scope.dimensions if one.name != NAME)
    return Scope((*others, replace(there, values=(*there.values, *values))))
