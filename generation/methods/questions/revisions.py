"""What people make of the item itself, beside their answers: its texts revised, or the whole of it discarded.

A text question with `revises` edits the field that it starts from: the text that holds takes the field's place in what
is trained on and exported. A question of several labels with `discards` throws the item away where any of them holds.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from generation.methods.questions.kind import Answer, Asked


def revised_fields(questions: "Iterable[Asked]") -> dict[str, str]:
    """Return the questions that revise a field: {question: field}."""
    asked = (one for one in questions if one.type == "text" and one.options.get("revises"))
    return {one.name: one.options["starts_from"] for one in asked}


def discarding_questions(questions: "Iterable[Asked]") -> list[str]:
    """Return the questions any answer to which discards the item."""
    return [one.name for one in questions if one.type == "multi_label" and one.options.get("discards")]


def is_discarded(questions: "Iterable[Asked]", answers: Mapping[str, Any]) -> bool:
    """Return whether these answers throw the item away."""
    return any(answers.get(name) for name in discarding_questions(questions))


def revisions(questions: "Iterable[Asked]", answers: Mapping[str, "Answer"]) -> dict[str, str]:
    """Return the texts that these answers put in the place of fields: {field: text}."""
    return {field: answers[name] for name, field in revised_fields(questions).items() if answers.get(name)}


def texts_that_hold(
    questions: "Iterable[Asked]", fields: Mapping[str, str], answers: Mapping[str, "Answer"]
) -> dict[str, str]:
    """Return the fields with the revised texts in their places. Fields that the item does not have stay absent."""
    return {**fields, **{name: text for name, text in revisions(questions, answers).items() if name in fields}}


def is_same_text(one: str, other: str) -> bool:
    """Return whether two texts are the same but for the space around them and how their lines end."""
    return _plain(one) == _plain(other)


def differs_in_punctuation_only(before: str, after: str) -> bool:
    """Return whether nothing changed but punctuation and space: the letters, digits and signs are the same, in order.

    Case counts as a change: “us” is not “US”. Punctuation is what Unicode calls so (categories P*), which holds for the
    marks of all scripts.
    """
    return _without_punctuation(before) == _without_punctuation(after)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _without_punctuation(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace() and not category(sign).startswith("P"))
