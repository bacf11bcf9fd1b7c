"""Where the people who answered an item differ, question by question: so much of it is left for a lead to decide."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from annotation.models import Annotation
from generation.methods.questions.kind import AnswerError, Texts
from generation.methods.questions.registry import kind_of
from generation.methods.questions.texts import in_order
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook


def agreed_answers(spec: TaskSpec, codebook: Codebook, given: Sequence[Annotation], texts: Texts) -> dict[str, Any]:
    """What all of several people say, by question; None where all left a question out.

    Of answers by another version than the one in force, what this one takes: a question that somebody was not asked is
    agreed on by nobody. {} where they differ on nothing or on everything: then no question is told apart from the
    others.
    """
    if len(given) < 2:
        return {}
    by_another = any(answer.codebook_id != codebook.pk for answer in given)
    first, *others = (
        still_fitting(spec, one.answers, texts) if one.codebook_id != codebook.pk else one.answers for one in given
    )
    names = [question.name for question in spec.questions if question.name in first or not by_another]
    alike = {name: first.get(name) for name in names if all(one.get(name) == first.get(name) for one in others)}
    return alike if len(alike) < len(spec.questions) else {}


def differing_answers(spec: TaskSpec, given: Sequence[Annotation]) -> set[str]:
    """The questions that people answered in several ways; none where these are all that is asked."""
    said = [answer.answers for answer in given]
    names = {question.name for question in spec.questions}
    found = {name for name in names if any(one.get(name) != said[0].get(name) for one in said)}
    return found if found < names else set()


def still_fitting(spec: TaskSpec, answers: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Those of a person's answers that this specification takes, question by question."""
    texts = partial(in_order, spec, texts)
    return {one.name: answers[one.name] for one in spec.questions if _fits(one, answers.get(one.name), texts)}


def _fits(question, said: Any, texts: Texts) -> bool:
    try:
        return said is not None and kind_of(question).read(question, said, texts) == said
    except AnswerError:
        return False
