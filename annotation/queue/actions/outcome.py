"""What answers come to: the answers that hold, by which rule, and what follows for the item itself."""

from dataclasses import dataclass, field

from annotation.methods.two_people import coin_of, merge, reading
from annotation.models import Annotation, DoneWhen, Item, Resolution
from annotation.queue.actions.done import counted
from generation.methods.questions.answers import merged_answers
from generation.methods.questions.revisions import (
    differs_in_punctuation_only,
    is_discarded,
    is_same_text,
    revised_fields,
    revisions,
)
from generation.methods.taskspec import TaskSpec

PEOPLE = 2


@dataclass(frozen=True)
class Outcome:
    """`answers` that hold, by `rule`; `merged` says how two people's became one."""

    answers: dict
    rule: str
    merged: dict = field(default_factory=dict)


def outcome(item: Item, spec: TaskSpec | None, valid: list[Annotation]) -> Outcome:
    if item.done_when == DoneWhen.MERGE and len(valid) >= PEOPLE:
        return _of_two(item, spec, valid[:PEOPLE])
    return Outcome(*verdict(spec, [annotation.answers for annotation in counted(item, valid)]))


def _of_two(item: Item, spec: TaskSpec, two: list[Annotation]) -> Outcome:
    """The first two people's answers by WANLI's table.

    The seed is the item's own random number, drawn when it came into the queue: no correction throws the coin again.
    """
    fields, seed = item.sample.fields, str(item.draw_key)
    one, other = (reading(spec, fields, annotation.answers) for annotation in two)
    found = merge(one, other, fields, coin_of(seed))
    kept = two[found.kept]
    told = {
        "row": found.row,
        "kept": kept.pk,
        "of": [annotation.pk for annotation in two],
        "seed": seed,
        "coin": found.coin,
    }
    return Outcome(kept.answers, Resolution.Rule.MERGE, told)


def verdict(spec: TaskSpec | None, answers: list[dict]) -> tuple[dict, str]:
    """The answer to each question that more than half support, and the rule by which it holds."""
    if not answers:
        return {}, Resolution.Rule.OPEN
    if len(answers) == 1:
        return answers[0], Resolution.Rule.SINGLE
    if all(one == answers[0] for one in answers):
        return answers[0], Resolution.Rule.AGREEMENT
    winners = merged_answers(spec, answers)
    return (winners, Resolution.Rule.MAJORITY) if winners else ({}, Resolution.Rule.OPEN)


def label_of(spec: TaskSpec | None, answers: dict) -> str:
    """The label that holds: none of an item that is discarded, whatever else was said of it."""
    if spec is None or spec.judged is None or is_discarded(spec.questions, answers):
        return ""
    return answers.get(spec.judged.name, "")


def speaks_of_another_text(spec: TaskSpec | None, item: Item, answers: dict) -> bool:
    """Whether the answers that hold are about a revised text, not about the one that the item came with.

    Punctuation makes no other text. The sample is read only where the codebook lets people revise.
    """
    if spec is None or not revised_fields(spec.questions):
        return False
    fields = item.sample.fields
    return any(_is_another(fields.get(name, ""), text) for name, text in revisions(spec.questions, answers).items())


def _is_another(before: str, after: str) -> bool:
    return not is_same_text(before, after) and not differs_in_punctuation_only(before, after)


def discards(spec: TaskSpec | None, answers: dict) -> bool:
    return spec is not None and is_discarded(spec.questions, answers)
