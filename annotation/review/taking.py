"""A model's answers as the fields of the form that people fill in, so that they can be taken over and then changed.

The inverse of `forms.posted_answers`.
"""

import json
from collections.abc import Iterator, Mapping

from annotation.saying import machine_in_words
from generation.methods.questions.kind import Answer, Texts
from generation.methods.taskspec import QuestionSpec, TaskSpec

Field = tuple[str, str]  # name and value


def suggested_in_words(word: dict | None, spec: TaskSpec, texts: Texts) -> dict | None:
    """What a model says before the answer (queue/frames.py: suggestion_for), with its `words`; `take` takes it over."""
    told = machine_in_words(word, spec, texts)
    return told and told | {"take": taken_over(spec, told["answers"])}


def taken_over(spec: TaskSpec, answers: Mapping[str, Answer]) -> str:
    """The fields as JSON; "" where nothing but labels is suggested: of these each is one press."""
    asked = [question for question in spec.questions if question.name in answers]
    if all(question.type == "label" for question in asked):
        return ""
    return json.dumps([field for question in asked for field in _fields(question, answers[question.name])])


def _fields(question: QuestionSpec, answer: Answer) -> Iterator[Field]:
    name = f"q-{question.name}"
    if answer == []:
        yield f"{name}-none", "1"
    elif question.type == "multi_label":
        yield from ((name, label) for label in answer)
    elif question.type == "ranking":
        yield name, ">".join("=".join(tier) for tier in answer)
    elif question.type == "spans":
        yield name, json.dumps(answer)
    else:
        yield name, str(answer)
