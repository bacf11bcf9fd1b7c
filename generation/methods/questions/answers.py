"""The answers to all questions of a codebook together: which are asked, whether they can be taken, which one holds."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from generation.methods.questions.kind import Answer, AnswerError, Texts
from generation.methods.questions.registry import kind_of
from generation.methods.questions.revisions import is_discarded
from generation.methods.questions.texts import in_order
from generation.methods.translatable import gettext_noop as _

if TYPE_CHECKING:
    from generation.methods.taskspec import QuestionSpec, TaskSpec

CHOOSE = {
    "label": _("Choose a label."),
    "multi_label": _("Choose a label."),
    "rating": _("Choose a number."),
    "ranking": _("Put all of them in order."),
    "text": _("Write an answer."),
    "spans": _("Mark the text, or say that there is nothing to mark."),
}


class AnswersError(ValueError):
    """Answers that cannot be taken: `problems` maps questions to what is wrong with each."""

    def __init__(self, problems: dict[str, AnswerError]):
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = problems


def is_asked(question: "QuestionSpec", spec: "TaskSpec", answers: Mapping[str, Answer]) -> bool:
    """Whether a question is asked, by the answers to those before it."""
    if question.when is None:
        return True
    before = next(one for one in spec.questions if one.name == question.when.question)
    given = answers.get(before.name)
    return given is not None and kind_of(before).holds(given, question.when.answers)


def read_answers(spec: "TaskSpec", given: Mapping[str, Any], texts: Texts) -> dict[str, Answer]:
    """Return the answers in their canonical form and in the codebook's order; AnswersError names each question and what
    is wrong with it. `texts` gives the item's fields.

    The first question is always required: what has no answer to it is skipped instead. A question that is not asked,
    because of the answer to an earlier one, takes none. Who discards the item need answer nothing else.
    """
    problems: dict[str, AnswerError] = {}
    clean: dict[str, Answer] = {}
    texts = partial(in_order, spec, texts)
    discarded = is_discarded(spec.questions, given)
    for name in given.keys() - {question.name for question in spec.questions}:
        problems[str(name)[:80]] = AnswerError(_("The codebook has no such question."))
    for place, question in enumerate(spec.questions):
        name, asked = question.name, is_asked(question, spec, clean)
        try:
            answer = kind_of(question).read(question, given.get(name), texts)
        except AnswerError as problem:
            problems[name] = problem
            continue
        if answer is not None and not asked:
            problems[name] = AnswerError(_("By the answers before it, this question is not asked."))
        elif answer is not None:
            clean[name] = answer
        elif asked and not discarded and (question.required or place == 0):
            problems[name] = AnswerError(CHOOSE[question.type])
    if problems:
        raise AnswersError(problems)
    return clean


def merged_answers(spec: "TaskSpec", all_answers: Sequence[Mapping[str, Answer]]) -> dict[str, Answer] | None:
    """Return the answer to each question that more than half support, by its kind's rule; None where one question that
    more than half answered has none."""
    winners: dict[str, Answer] = {}
    for question in spec.questions:
        given = [answers[question.name] for answers in all_answers if question.name in answers]
        if 2 * len(given) <= len(all_answers):
            if given and 2 * len(given) == len(all_answers):
                return None  # as many answered it as did not
            continue
        answer = kind_of(question).merged(question, given)
        if answer is None:
            return None
        winners[question.name] = answer
    return winners


def words_of(spec: "TaskSpec", answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return each answer in a line, in the codebook's order."""
    return {one.name: in_words(answers[one.name]) for one in spec.questions if one.name in answers}


def in_words(answer: Answer) -> str:
    """Return an answer of any kind in a line, for lists and tables: by its form alone, so that answers to an earlier
    codebook, which asked in another way, can be told as well."""
    if not isinstance(answer, list):
        return str(answer)
    if any(isinstance(part, list) for part in answer):  # a ranking
        return " > ".join(" = ".join(tier) for tier in answer)
    return ", ".join(_part_in_words(part) for part in answer) or "–"


def _part_in_words(part: Answer) -> str:
    """A label, or a span."""
    return f"{part['label']} {part['start']}–{part['end']}" if isinstance(part, dict) else str(part)
