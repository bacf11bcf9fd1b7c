"""Both faces of a codebook that is still being typed: all that is there, and in its place what is missing."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from generation.codebooks.faces import Faces, Prompt, purpose_of
from generation.codebooks.validation import told
from generation.methods.guide import guide
from generation.methods.header import header
from generation.methods.taskspec import LABEL, MOST, LabelSpec, Problem, QuestionSpec, TaskSpec

PLACE = re.compile(r"^(fields|questions|rules)\[(\d+)\](?:\.labels\[(\d+)\])?")
Place = tuple[str, int, int]  # the list, the row of it, the label of the row (-1: the row itself)
NOWHERE: Place = ("", -1, -1)


def begun(spec: TaskSpec, problems: list[Problem], purpose: str = "annotate") -> Faces:
    """The faces of an unfinished specification. What is wrong with a question stands with it, and with a label where
    the guide shows that one; the rest stands at the head. What is too much to be allowed is cut, so that the page stays
    a page."""
    missing = _by_place(spec, problems)
    spec, purpose = _cut(spec), purpose_of(purpose)
    shown = guide(replace(spec, rules=tuple(rule for rule in spec.rules if rule.text)))
    for i, question in enumerate(shown["questions"]):
        question["title"] = question["title"] or _numbered("questions", i)
        question["missing"] = missing.get(("questions", i, -1), [])
        for j, label in enumerate(question["labels"]):
            label["missing"] = missing.get(("questions", i, j), [])
    shown["missing"] = [text for place, texts in missing.items() if place[0] != "questions" for text in texts]
    return Faces(shown, _prompts(spec, missing, purpose), purpose, sum(map(len, missing.values())))


def _prompts(spec: TaskSpec, missing: dict[Place, list[str]], purpose: str) -> list[Prompt]:
    """The prompt of each question that models are asked, as far as it is there."""
    fields = tuple(field for field in spec.fields if field.name)
    rules = tuple(rule for rule in spec.rules if rule.text)
    found = []
    for i, question in enumerate(spec.questions):
        if question.type != LABEL:
            continue
        title = question.title or question.name
        asked = replace(question, title=title or "…", labels=tuple(label for label in question.labels if label.name))
        text = header(replace(spec, fields=fields, rules=rules, questions=(asked,)), purpose)
        about = [one for place, texts in missing.items() if place[:2] == ("questions", i) for one in texts]
        found.append(Prompt(title or _numbered("questions", i), text, about))
    return found


def _by_place(spec: TaskSpec, problems: list[Problem]) -> dict[Place, list[str]]:
    found: dict[Place, list[str]] = {}
    for problem in problems:
        at = PLACE.match(problem.path)
        place = (at[1], int(at[2]), -1 if at[3] is None else int(at[3])) if at else NOWHERE
        found.setdefault(place, []).append(_sentence(spec, place, told(problem)))
    return found


def _sentence(spec: TaskSpec, place: Place, problem: str) -> str:
    group, number, label = place
    if not group:
        return problem
    if group == "rules":
        about = _("Rule %(id)s") % {"id": spec.rules[number].id}
    else:
        about = _numbered(group, number)
    if label >= 0:
        about = _("%(question)s, label %(number)d") % {"question": about, "number": label + 1}
    return _("%(place)s: %(problem)s") % {"place": about, "problem": problem}


def _numbered(group: str, number: int) -> str:
    text = _("Question %(number)d") if group == "questions" else _("Field %(number)d")
    return text % {"number": number + 1}


def _cut(spec: TaskSpec) -> TaskSpec:
    return replace(
        spec,
        fields=spec.fields[: MOST["fields"]],
        questions=tuple(map(_cut_question, spec.questions[: MOST["questions"]])),
        rules=spec.rules[: MOST["rules"]],
    )


def _cut_question(question: QuestionSpec) -> QuestionSpec:
    return replace(question, labels=tuple(map(_cut_label, question.labels[: MOST["labels"]])))


def _cut_label(label: LabelSpec) -> LabelSpec:
    most = MOST["examples"]
    return replace(label, examples=label.examples[:most], counter_examples=label.counter_examples[:most])
