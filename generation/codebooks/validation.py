"""A specification at the door: what `taskspec` asks of any, and what our tables and imports ask beyond that."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from generation.methods.taskspec import Problem, TaskSpec

#: Words that name something else in an imported row, so that no field can have them.
RESERVED_FIELDS = {"label", "labels", "confidence", "machine_labels", "origin", "external_id", "metadata", "source"}
RULE_ID = re.compile(r"^[A-Za-z][A-Za-z0-9._-]{0,19}$")
SIZES = {"question": 60, "title": 300, "label": 80, "verbalizer": 80}


def checked(spec: dict) -> TaskSpec:
    """The specification, or ValidationError with a message for each place (`questions[0].labels[1].name`)."""
    read, problems = looked_at(spec)
    if problems:
        raise refusal(problems)
    return read


def looked_at(spec: dict) -> tuple[TaskSpec, list[Problem]]:
    """The specification as far as it is there, and what is wrong or missing."""
    read, problems = TaskSpec.begun(spec)
    return read, problems or _beyond(read)


def refusal(problems: list[Problem]) -> ValidationError:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.path, []).append(told(problem))
    return ValidationError(found)


def told(problem: Problem) -> str:
    return gettext(problem.message) % problem.values


def _beyond(spec: TaskSpec) -> list[Problem]:
    found = []
    for i, field in enumerate(spec.fields):
        path = f"fields[{i}]"
        if field.name.casefold() in RESERVED_FIELDS:
            message = _("“%(name)s” means something else in an imported row; choose another name.")
            found.append(Problem(f"{path}.name", message, {"name": field.name}))
        found += _sized(f"{path}.name", field.name, "question") + _sized(f"{path}.title", field.title, "title")
    for i, question in enumerate(spec.questions):
        path = f"questions[{i}]"
        found += _sized(f"{path}.name", question.name, "question") + _sized(f"{path}.title", question.title, "title")
        for j, label in enumerate(question.labels):
            found += _sized(f"{path}.labels[{j}].name", label.name, "label")
            found += _sized(f"{path}.labels[{j}].verbalizer", label.verbalizer, "verbalizer")
    for i, rule in enumerate(spec.rules):
        if not RULE_ID.match(rule.id):
            message = _("“%(id)s” is no rule id: a letter, then up to 19 letters, digits or . _ -")
            found.append(Problem(f"rules[{i}].id", message, {"id": rule.id[:60]}))
    return found


def _sized(path: str, text: str, kind: str) -> list[Problem]:
    if len(text) <= SIZES[kind] and "\x00" not in text:
        return []
    if "\x00" in text:
        return [Problem(path, _("NUL characters are not allowed."), {})]
    message = _("At most %(most)d characters are allowed; there are %(count)d.")
    return [Problem(path, message, {"most": SIZES[kind], "count": len(text)})]
