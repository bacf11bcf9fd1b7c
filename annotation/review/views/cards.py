"""An item as its person sees it."""

from dataclasses import dataclass

from annotation.models import Assignment
from annotation.queue.frames import spec_of, suggestion_for
from annotation.review.forms import AnswerForm
from annotation.review.frames import texts_of
from generation.methods.taskspec import TaskSpec

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
        questions=questions_of(spec, form),
        form=form,
        suggestion=suggestion_for(assignment),
    )


def questions_of(spec: TaskSpec, form: AnswerForm | None = None) -> list[dict]:
    """Each question with its labels and their keys: 1 to 9 through all questions, always in the same place."""
    keys = iter(KEYS)
    given = form.data if form is not None and form.is_bound else {}
    errors = form.errors if form is not None and form.is_bound else {}
    return [
        {
            "name": question.name,
            "title": question.title or question.name,
            "required": question.required,
            "error": " ".join(errors.get(f"q-{question.name}", [])),
            "labels": [
                {
                    "name": label.name,
                    "definition": label.definition,
                    "key": next(keys, ""),
                    "chosen": given.get(f"q-{question.name}") == label.name,
                }
                for label in question.labels
            ],
        }
        for question in spec.questions
    ]
