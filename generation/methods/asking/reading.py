"""A model's answers to several questions, read one by one: what is wrong with one costs no other its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generation.methods.asking.schema import CONFIDENCE, QUOTE, REASON, RULE, beside
from generation.methods.asking.wire import wire_of
from generation.methods.questions.answers import CHOOSE, is_asked
from generation.methods.questions.kind import Answer, AnswerError
from generation.methods.questions.texts import in_order
from generation.methods.schemas import NO_RULE
from generation.methods.taskspec import QuestionSpec, TaskSpec

LONGEST_REMARK = 4_000  # characters of a reason or a quote
LONGEST_RULE = 20
#: What a candidate keeps beside its answers: {question: why its answer could not be taken}, and the questions whose
#: answer was left out because they were not asked.
UNUSABLE, UNASKED = "unusable", "unasked"


@dataclass(frozen=True)
class Remarks:
    """What a model said beside an answer."""

    reason: str = ""
    rule: str = ""
    quote: str = ""
    confidence: float | None = None


@dataclass
class Read:
    """What came of a reply, by question: the answers in their canonical form, what was said beside them, why an answer
    could not be taken, and the questions that were answered though they are not asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    remarks: dict[str, Remarks] = field(default_factory=dict)
    unusable: dict[str, AnswerError] = field(default_factory=dict)
    unasked: list[str] = field(default_factory=list)


def read_reply(
    spec: TaskSpec, questions: Sequence[QuestionSpec], reply: Mapping[str, Any], fields: Mapping[str, str]
) -> Read:
    """Return what a reply to `questions` holds; nothing in it raises. `fields` are the item's.

    Each answer is read by its kind as a person's is. One to a question that is not asked, by the answers before it, is
    left out; one that is missing though it is required cannot be taken either.
    """
    found = Read()
    there = in_order(spec, lambda: fields)
    for question in questions:
        said = reply.get(question.name)
        if not is_asked(question, spec, found.answers):
            found.unasked += [question.name] if said not in (None, "", []) else []
            continue
        try:
            answer = wire_of(question).answer(question, said, there)
        except AnswerError as problem:
            found.unusable[question.name] = problem
            continue
        if answer is not None:
            found.answers[question.name] = answer
            found.remarks[question.name] = _remarks(spec, question, reply)
        elif question.required or question.name == spec.questions[0].name:
            found.unusable[question.name] = AnswerError(CHOOSE[question.type])
    return found


def _remarks(spec: TaskSpec, question: QuestionSpec, reply: Mapping[str, Any]) -> Remarks:
    rule = _text(reply.get(beside(question, RULE)))
    known = {one.id for one in spec.rules_for(question)} - {NO_RULE}
    return Remarks(
        _text(reply.get(beside(question, REASON))),
        rule[:LONGEST_RULE] if rule in known else "",
        _text(reply.get(beside(question, QUOTE))),
        share(reply.get(beside(question, CONFIDENCE))),
    )


def _text(value: Any) -> str:
    return value.replace("\x00", "")[:LONGEST_REMARK] if isinstance(value, str) else ""


def share(confidence: Any) -> float | None:
    """Read a stated confidence: a share, or a percentage; None for nothing or nonsense."""
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 100:
        return None
    return confidence if confidence <= 1 else confidence / 100
