"""Which text a lead's label goes with, where people revised an item: as it came, as one of them left it, or the lead's.

A label is of a text. Who chooses one person's label for a text that this person never read decides something that
nobody said, so the form asks for the text wherever there are several.
"""

from collections.abc import Mapping
from typing import Any

from annotation.models import Annotation, Item
from generation.methods.questions.revisions import is_same_text, revised_fields, revisions
from generation.methods.taskspec import TaskSpec

CAME, OWN = "came", "own"

#: By the question that revises: the text.
Texts = Mapping[str, str]


def revised_by(spec: TaskSpec, item: Item) -> dict[str, Texts]:
    """By the number of each answer that revises, as text: what its author wrote, by question."""
    questions = revised_fields(spec.questions)
    fields = item.sample.fields
    found = {}
    for answer in item.given:
        texts = {
            name: answer.answers[name]
            for name, field in questions.items()
            if answer.answers.get(name) and not is_same_text(answer.answers[name], fields.get(field, ""))
        }
        if texts:
            found[str(answer.pk)] = texts
    return found


def with_text(answers: dict[str, Any], whose: str, revised: Mapping[str, Texts], asked: list[str]) -> dict[str, Any]:
    """The answers with the text that was chosen in place of the one that was posted.

    `asked` are the questions that revise. With the lead's own text, or none chosen yet, they stay as they were posted.
    """
    if whose != CAME and whose not in revised:
        return answers
    rest = {name: answer for name, answer in answers.items() if name not in asked}
    return rest | dict(revised.get(whose, {}))


def author_of_text(spec: TaskSpec, answers: Mapping[str, Any], given: list[Annotation]) -> str | Annotation:
    """Whose text holds with these answers: CAME, OWN, or the answer of the person who wrote it; "" where the codebook
    lets nobody revise."""
    names = revised_fields(spec.questions)
    holds = {name: answers[name] for name in names if answers.get(name)}
    if not holds:
        return CAME if names else ""
    return next((one for one in given if holds.items() <= one.answers.items()), OWN)


def texts_of_decision(spec: TaskSpec, fields: Mapping[str, str], answers: Mapping[str, Any]) -> dict[str, str]:
    """By field, the texts that hold in place of those that the item came with; {} where it stands as it came."""
    return {name: text for name, text in revisions(spec.questions, answers).items() if name in fields}
