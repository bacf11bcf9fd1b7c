"""Answer every question of the codebook about an existing item, of whatever kind, in one request or in one for each.

Gilardi, Alizadeh, Kubli 2023 (arXiv 2303.15056): the annotators' own codebook as the prompt. Spans are told by the
words that they hold, for models cannot count characters; rankings as an order of the item's parts. Each answer is read
by the very rules that people's answers go through (methods/questions); what cannot be taken is left out and told why.

A codebook that asks for labels alone, each in any case, is asked as by the plan `label`: one request a label question.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generation.methods.asking.block import questions_block
from generation.methods.asking.reading import UNASKED, UNUSABLE, Read, read_reply
from generation.methods.asking.schema import answers_schema
from generation.methods.asking.which import for_models, labels_alone
from generation.methods.asking.wire import wire_of
from generation.methods.fence import fenced
from generation.methods.kit import Kit
from generation.methods.parts import PartError
from generation.methods.plans.label import RULE, Label
from generation.methods.plans.wordings import PLAIN
from generation.methods.steps import Answer, Ask, Candidate, Draw, LabelDraft, Script, asked_all
from generation.methods.storable import storable
from generation.methods.taskspec import LABEL, QuestionSpec
from generation.methods.tokens import estimate_tokens
from generation.methods.translatable import gettext_noop as _

ALONE = _("In other words a model is asked for labels alone: name the label question.")
STEP = "answers"
QUOTE = "the words of the item that show it, copied exactly, "
MOST_TOKENS = 16_384  # of a reply, whatever is asked
ROOM = 1.5  # a text that is corrected may come to more tokens than it had


@dataclass(frozen=True)
class Answers(Label):
    """Answer the questions of the codebook about an existing item; with `question` that one alone. `together`: in one
    request, else in one for each."""

    together: bool = True

    any_kind = True  # needs no question that takes a label
    asks = frozenset({"label", STEP})
    slots = {**Label.slots, STEP: ("task", "item", "rule", "quote", "questions")}

    def row(self, kit: Kit, draw: Draw) -> Script[Candidate]:
        if self.labels_alone(kit):
            return (yield from super().row(kit, draw))
        kit, draw = self.arranged(kit, draw)
        asks = [self.ask_all(kit, group, draw) for group in self.groups(kit)]
        answers = yield from asked_all(asks)
        reply: dict[str, Any] = {}
        for answer in answers:
            reply |= _said(answer)
        read = read_reply(kit.context.spec, self.every(kit), reply, draw.item_fields)
        failed = next((answer for answer in answers if answer.problem), Answer({}))
        chance = next((answer.probability for answer in answers if answer.probability is not None), None)
        return Candidate(
            {},
            tuple(self._draft(kit, name, read, chance) for name in read.answers),
            item=draw.item,
            steps=tuple(ask.step for ask in asks),
            problem="" if read.answers else failed.problem or UNUSABLE,
            detail=failed.detail or _told(read),
            raw="\n".join(answer.text for answer in answers),
            kept=_kept(read),
        )

    def check(self, kit: Kit) -> None:
        """PartError where the form does not fit the codebook: several kinds together are asked in one alone."""
        if self.wording != PLAIN and not self.labels_alone(kit):
            raise PartError("wording", ALONE)
        super().check(kit)

    def more_tokens(self, kit: Kit) -> int:
        """Of a reply, beyond those of one that names a label."""
        return super().more_tokens(kit) if self.labels_alone(kit) else 0

    def calls(self, kit: Kit) -> tuple[int, int]:
        """Calls of a row."""
        count = len(self.questions(kit)) if self.labels_alone(kit) else len(self.groups(kit))
        return count, count

    def answers_a_reply(self, kit: Kit) -> int:
        """How many questions a request asks."""
        return 1 if self.labels_alone(kit) else max(map(len, self.groups(kit)))

    def labels_alone(self, kit: Kit) -> bool:
        """Whether nothing is asked but labels, each of them in any case."""
        return bool(self.question) or labels_alone(self.every(kit))

    def every(self, kit: Kit) -> tuple[QuestionSpec, ...]:
        """All questions but those that decide about the item itself, which is left to people."""
        return for_models(kit.context.spec)

    def groups(self, kit: Kit) -> list[tuple[QuestionSpec, ...]]:
        """The questions of each request."""
        return [self.every(kit)] if self.together else [(question,) for question in self.every(kit)]

    def ask_all(self, kit: Kit, questions: Sequence[QuestionSpec], draw: Draw) -> Ask:
        """The request for some questions about one item."""
        spec, judged = kit.context.spec, kit.context.spec.judged
        step = self._step(questions[0].name)
        slots: dict[str, Callable[[], str]] = {
            "task": lambda: questions_block(spec, questions, budget=kit.task.header_tokens).text,
            "item": lambda: fenced(draw.item_fields),
            "rule": lambda: RULE if any(map(spec.rules_for, questions)) else "",
            "quote": lambda: QUOTE if any(wire_of(one).evidence for one in questions) else "",
            "questions": lambda: ", ".join(one.name for one in questions),
        }
        schema = answers_schema(spec, questions, confidence=self.ask_confidence)
        ask = kit.ask(step, slots, schema, template=STEP, max_tokens=self.longest(kit, questions, draw))
        return replace(ask, probability_of=judged.name) if judged in questions else ask

    def _step(self, question: str) -> str:
        return STEP if self.together else f"{STEP}/{question}"

    def _draft(self, kit: Kit, name: str, read: Read, chance: float | None) -> LabelDraft:
        """`chance` is the label's probability by its tokens, which goes before what the model says of itself."""
        value, said, spec = read.answers[name], read.remarks[name], kit.context.spec
        is_label = any(one.name == name and one.type == LABEL for one in spec.questions)
        is_judged = spec.judged is not None and spec.judged.name == name
        return LabelDraft(
            name,
            value if is_label else "",
            probability=chance if is_judged and chance is not None else said.confidence,
            rule=said.rule,
            quote=said.quote,
            rationale=said.reason,
            step=self._step(name),
            value=None if is_label else value,
        )

    def longest(self, kit: Kit, questions: Sequence[QuestionSpec], draw: Draw) -> int:
        """Tokens of a reply at most: as many as the recipe's settings give a label for each question, and room for the
        texts that are written anew."""
        edited = (draw.item_fields.get(one.options.get("starts_from", ""), "") for one in questions)
        room = sum(round(estimate_tokens(text) * ROOM) for text in edited if text)
        return min(kit.model.max_tokens * len(questions) + room, MOST_TOKENS)


def _said(answer: Answer) -> Mapping[str, Any]:
    """What a reply holds. Where it does not fit its schema as a whole, what of it is JSON is read all the same: an
    answer that cannot be taken costs the others nothing."""
    if answer.fields is not None or answer.problem != "malformed":
        return answer.fields or {}
    start, end = answer.text.find("{"), answer.text.rfind("}")
    try:
        found = storable(json.loads(answer.text[start : end + 1])) if start >= 0 else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _kept(read: Read) -> dict[str, Any]:
    unusable = {name: str(problem)[:300] for name, problem in read.unusable.items()}
    found = {UNUSABLE: unusable, UNASKED: read.unasked}
    return {name: value for name, value in found.items() if value}


def _told(read: Read) -> str:
    return "; ".join(f"{name}: {problem}" for name, problem in read.unusable.items())
