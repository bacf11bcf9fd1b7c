"""Both faces of a codebook that is still being typed: all that is there, and in its place what is missing."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from generation.codebooks.faces import Faces, purpose_of
from generation.codebooks.prompts import Prompt, is_asked_together, prompt_about, together
from generation.codebooks.validation import told
from generation.methods.guide import guide
from generation.methods.taskspec import LABEL, MOST, FieldSpec, LabelSpec, Problem, QuestionSpec, TaskSpec

PLACE = re.compile(r"^(fields|questions|rules)\[(\d+)\](?:\.labels\[(\d+)\])?")
SETTING = re.compile(r"^questions\[(\d+)\]\.(?:type|options)")
Place = tuple[str, int, int]  # the list, the row of it, the label of the row (-1: the row itself)
NOWHERE: Place = ("", -1, -1)
NAMELESS = "…"


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
    return Faces(shown, _prompts(spec, missing, _unsound(problems), purpose), purpose, sum(map(len, missing.values())))


def _unsound(problems: list[Problem]) -> set[int]:
    """The questions whose kind or settings make no sense: how they are answered cannot be told in words."""
    return {int(found[1]) for problem in problems if (found := SETTING.match(problem.path))}


def _prompts(spec: TaskSpec, missing: dict[Place, list[str]], unsound: set[int], purpose: str) -> list[Prompt]:
    """What models read, as far as it is there, with what is missing at the question that it is about."""
    about = [
        [text for place, texts in missing.items() if place[:2] == ("questions", i) for text in texts]
        for i in range(len(spec.questions))
    ]
    whole = replace(
        spec,
        fields=tuple(field for field in spec.fields if field.name) or (FieldSpec(NAMELESS),),
        questions=tuple(map(_named, spec.questions)),
        rules=tuple(rule for rule in spec.rules if rule.text),
    )
    if is_asked_together(whole, purpose):
        asked = tuple(question for i, question in enumerate(whole.questions) if i not in unsound)
        return [replace(together(replace(whole, questions=asked)), missing=[text for texts in about for text in texts])]
    return [
        replace(prompt_about(replace(whole, questions=(question,)), question, purpose), missing=texts)
        for question, texts in zip(whole.questions, about, strict=True)
        if question.type == LABEL
    ]


def _named(question: QuestionSpec) -> QuestionSpec:
    labels = tuple(label for label in question.labels if label.name)
    return replace(question, name=question.name or NAMELESS, labels=labels)


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
