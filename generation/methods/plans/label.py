"""Label an existing item by the codebook, naming the rule that decided and the words that show it.

Gilardi, Alizadeh, Kubli 2023 (arXiv 2303.15056): the annotators' own codebook as the prompt. The answer names `rule`
and `quote`, so that people and model can be compared rule by rule.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from generation.methods.demonstrations.showing import to_label
from generation.methods.fence import fenced
from generation.methods.kit import Kit
from generation.methods.parts import PartError
from generation.methods.plans.label_order import CODEBOOK, SHUFFLED, shuffled
from generation.methods.plans.wordings import (
    FORMS,
    MOST_STATEMENTS,
    PLAIN,
    SLOTS,
    WORDINGS,
    WordingName,
    choices,
    statements,
)
from generation.methods.schemas import NO_RULE, label_schema
from generation.methods.steps import Answer, Ask, Candidate, Draw, LabelDraft, Script, asked_all
from generation.methods.taskspec import QuestionSpec
from generation.methods.translatable import gettext_noop as _

LABEL_SLOTS = ("task", "item", "rule", "labels", "demonstrations")
TOO_MANY = _("So many labels fit in no such prompt: at most %(most)s, and there are %(count)s.")
RULE = "the id of the rule that decided (“none” if no rule applies), "


@dataclass(frozen=True)
class Label:
    """Answer one question, or every label question of the codebook at once, about an existing item.

    `wording`: in which form it is asked (wordings.py). `order`: of the labels, as the codebook has them or another for
    each item."""

    question: str = ""
    ask_confidence: bool = False
    wording: WordingName = PLAIN
    order: Literal["codebook", "shuffled"] = CODEBOOK

    templates = tuple(one.template for one in FORMS)
    asks = frozenset({"label"})
    slots = {"label": LABEL_SLOTS, **{one.name: (*LABEL_SLOTS, *SLOTS) for one in FORMS}}

    def row(self, kit: Kit, draw: Draw) -> Script[Candidate]:
        kit, draw = self.arranged(kit, draw)
        questions = self.questions(kit)
        checks = [partial(WORDINGS[self.wording].checked, one) for one in questions] if self.wording != PLAIN else ()
        answers = yield from asked_all([self.ask(kit, question, draw) for question in questions], checks)
        pairs = list(zip(questions, answers, strict=True))
        drafts = tuple(draft for question, answer in pairs if (draft := _draft(question, answer)))
        failed = next((answer for answer in answers if answer.problem), Answer({}))
        return Candidate(
            {},
            drafts,
            item=draw.item,
            steps=tuple(_step(question) for question in questions),
            problem="" if drafts else failed.problem or "malformed",
            detail=failed.detail,
            raw=failed.text,
        )

    def calls(self, kit: Kit) -> tuple[int, int]:
        """Calls of a row."""
        return len(self.questions(kit)), len(self.questions(kit))

    def arranged(self, kit: Kit, draw: Draw) -> tuple[Kit, Draw]:
        """The kit and the draw with labels and examples in the order in which this item's prompt has them."""
        return shuffled(kit, draw) if self.order == SHUFFLED else (kit, draw)

    def check(self, kit: Kit) -> None:
        """PartError where the form does not fit the codebook."""
        most = max((len(question.labels) for question in self.questions(kit)), default=0)
        if WORDINGS[self.wording].each and most > MOST_STATEMENTS:
            raise PartError("wording", TOO_MANY, {"most": MOST_STATEMENTS, "count": most})

    def more_tokens(self, kit: Kit) -> int:
        """Of a reply, beyond those of one that names a label."""
        asked = self.questions(kit)
        return max((WORDINGS[self.wording].more_tokens(question) for question in asked), default=0)

    def questions(self, kit: Kit) -> list[QuestionSpec]:
        """The questions that are answered: the one named, or all label questions."""
        if self.question:
            return [kit.context.spec.question(self.question)]
        return [question for question in kit.context.spec.questions if question.type == "label"]

    def ask(self, kit: Kit, question: QuestionSpec, draw: Draw) -> Ask:
        """The request for one question about one item."""
        spec = kit.context.spec
        slots = {
            "task": lambda: kit.header(question=question.name),
            "item": lambda: fenced(draw.item_fields),
            "rule": lambda: RULE if spec.rules_for(question) else "",
            "labels": lambda: ", ".join(label.verbalizer for label in question.labels),
            "demonstrations": lambda: self.examples(kit, question, draw),
            "choices": lambda: choices(question),
            "statements": lambda: statements(question),
        }
        form = WORDINGS[self.wording]
        schema = label_schema(spec, question, confidence=self.ask_confidence, answer=form.answer(question))
        template = "label" if self.wording == PLAIN else self.wording
        longest = kit.model.max_tokens + form.more_tokens(question)
        ask = kit.ask(_step(question), slots, schema, template=template, max_tokens=longest)
        return replace(ask, probability_of=form.probability_of)

    def examples(self, kit: Kit, question: QuestionSpec, draw: Draw) -> str:
        """The samples that a draw shows and that have a label for the question, as a block of the prompt."""
        shown = [demo for demo in kit.demonstrations(draw) if demo.labels.get(question.name)]
        return to_label(shown, kit.spoken_labels(shown, question))


def _draft(question: QuestionSpec, answer: Answer) -> LabelDraft | None:
    name = question.name_of(str(answer.fields.get("label", ""))) if answer.fields else None
    if name is None:
        return None
    said = answer.fields
    rule = said.get("rule", "")
    return LabelDraft(
        question.name,
        name,
        probability=answer.probability if answer.probability is not None else _share(said.get("confidence")),
        rule="" if rule == NO_RULE else rule,
        quote=said.get("quote", ""),
        rationale=said.get("reason", ""),
        step=_step(question),
    )


def _step(question: QuestionSpec) -> str:
    return f"label/{question.name}"


def _share(confidence: float | None) -> float | None:
    """Read a stated confidence: a share, or a percentage; None for nothing or nonsense."""
    if confidence is None or not 0 <= confidence <= 100:
        return None
    return confidence if confidence <= 1 else confidence / 100
