"""Where the people who answered an item differ, question by question: so much of it is left for a lead to decide."""

from collections.abc import Sequence
from typing import Any

from annotation.models import Annotation
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook


def agreed_answers(spec: TaskSpec, codebook: Codebook, given: Sequence[Annotation]) -> dict[str, Any]:
    """What all of several people say, by question; None where all left a question out.

    {} where they differ on nothing or on everything, or not all answered by the version in force: then no question
    is told apart from the others.
    """
    if len(given) < 2 or any(answer.codebook_id != codebook.pk for answer in given):
        return {}
    first, *others = (answer.answers for answer in given)
    names = [question.name for question in spec.questions]
    alike = {name: first.get(name) for name in names if all(one.get(name) == first.get(name) for one in others)}
    return alike if len(alike) < len(names) else {}
