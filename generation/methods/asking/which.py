"""Which questions of a codebook a model is asked when it labels, and whether it reads all of them at once."""

from collections.abc import Iterable

from generation.methods.taskspec import LABEL, QuestionSpec, TaskSpec

DECIDES = ("discards", "revises")  # settings by which an answer throws the item away, or puts another text in its place


def for_models(spec: TaskSpec) -> tuple[QuestionSpec, ...]:
    """Return all questions but those that decide about the item itself, which is left to people."""
    return tuple(one for one in spec.questions if not any(one.options.get(name) for name in DECIDES))


def labels_alone(questions: Iterable[QuestionSpec]) -> bool:
    """Return whether nothing is asked but labels, each of them in any case: then each question is a request."""
    return all(one.type == LABEL and one.when is None for one in questions)
