"""Which of a model's answers can be given to a codebook: it may have been asked by another version."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generation.methods.questions.kind import Answer, AnswerError, Texts
from generation.methods.questions.registry import kind_of
from generation.methods.questions.texts import in_order

if TYPE_CHECKING:
    from generation.methods.taskspec import QuestionSpec, TaskSpec


def fitting(spec: "TaskSpec", answers: Mapping[str, Answer], texts: Texts) -> dict[str, Answer]:
    """Return the answers that the codebook takes; a label also where it is none of the codebook's any more, for people
    may be told what was said. `texts` gives the item's fields; it is called where an answer is about a text."""
    questions = {question.name: question for question in spec.questions}
    return {name: said for name, said in answers.items() if _fits(questions.get(name), said, spec, texts)}


def _fits(question: "QuestionSpec | None", said: Answer, spec: "TaskSpec", texts: Texts) -> bool:
    if question is None or question.type == "label":
        return isinstance(said, str)
    try:
        return kind_of(question).read(question, said, lambda: in_order(spec, texts)) == said
    except AnswerError:
        return False
