"""An item as its person sees it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotation.models import Assignment
from annotation.queue.frames import spec_of, suggestion_for
from annotation.review.forms import AnswerForm
from annotation.review.frames import texts_of
from generation.methods.questions.registry import kind_of
from generation.methods.taskspec import LabelSpec, QuestionSpec, TaskSpec

KEYS = "123456789"


@dataclass(frozen=True)
class Card:
    """One item as its person sees it. It never says which stream it came from."""

    assignment: Assignment
    spec: TaskSpec
    texts: list[dict]
    questions: list[dict]
    form: AnswerForm
    suggestion: dict | None = None


def card_of(assignment: Assignment, form: AnswerForm | None = None) -> Card:
    spec = spec_of(assignment.codebook_id)
    form = form or AnswerForm(spec=spec, lease=assignment.lease)
    return Card(
        assignment=assignment,
        spec=spec,
        texts=texts_of(assignment.item.sample, spec),
        questions=questions_of(spec, form, assignment.item.sample.fields),
        form=form,
        suggestion=suggestion_for(assignment),
    )


def questions_of(spec: TaskSpec, form: AnswerForm, fields: Mapping[str, str]) -> list[dict]:
    """Each question as its template shows it (templates/annotation/review/questions), with what was answered before.

    Keys 1 to 9 go through the labels of all questions, always in the same place.
    """
    keys, given = iter(KEYS), form.answers()
    return [_question(spec, question, given.get(question.name), form, fields, keys) for question in spec.questions]


def _question(
    spec: TaskSpec, question: QuestionSpec, given: Any, form: AnswerForm, fields: Mapping[str, str], keys: Iterator[str]
) -> dict:
    more = SHOWN.get(question.type)
    return {
        "name": question.name,
        "type": question.type,
        "template": f"annotation/review/questions/_{question.type}.html",
        "title": question.title or question.name,
        "required": question.required or question is spec.questions[0],
        "when": question.when,
        "options": {**kind_of(question).options, **question.options},
        "given": given,
        "error": form.question_errors.get(question.name, ""),
        "labels": [_label(label, question, given, keys) for label in question.labels],
        **(more(spec, question, given, fields) if more else {}),
    }


def _label(label: LabelSpec, question: QuestionSpec, given: Any, keys: Iterator[str]) -> dict:
    several = question.type == "multi_label" and isinstance(given, list)
    chosen = label.name in given if several else given == label.name
    return {"name": label.name, "definition": label.definition, "key": next(keys, ""), "chosen": chosen}


def _scale(spec: TaskSpec, question: QuestionSpec, given: Any, fields: Mapping[str, str]) -> dict:
    points = kind_of(question).points(question)
    return {"points": [{"number": point, "chosen": str(given) == str(point)} for point in points]}


def _candidates(spec: TaskSpec, question: QuestionSpec, given: Any, fields: Mapping[str, str]) -> dict:
    """The fields in order, and of two of them the three answers there are."""
    titles = {field.name: field.title or field.name for field in spec.fields}
    names = kind_of(question).candidates(question)
    order = ">".join("=".join(tier) for tier in given) if isinstance(given, list) else ""
    choices = []
    if len(names) == 2:
        one, other = names
        choices = [(f"{one}>{other}", titles[one]), (f"{other}>{one}", titles[other])]
        if question.options.get("ties", True):
            choices.append((f"{one}={other}", ""))
    return {"candidates": [(name, titles[name]) for name in names], "order": order, "choices": choices}


def _written(spec: TaskSpec, question: QuestionSpec, given: Any, fields: Mapping[str, str]) -> dict:
    """The text that stands there to be edited: what was written before, else the field that it starts from."""
    start = fields.get(question.options.get("starts_from", ""), "")
    return {"start": start, "text": given if isinstance(given, str) else start}


def _marked(spec: TaskSpec, question: QuestionSpec, given: Any, fields: Mapping[str, str]) -> dict:
    name = kind_of(question).field_of(question, [field.name for field in spec.fields])
    return {"field": name, "spans": json.dumps(given) if isinstance(given, list) else ""}


SHOWN = {"rating": _scale, "ranking": _candidates, "text": _written, "spans": _marked}
