"""The codebook as a task specification: plain values, checked at the door, equal for people and models.

The JSON form is what a published codebook gives (`Codebook.as_spec()`). `header.py` renders it into prompts, `guide.py`
into the annotators' guide; both read the same values, so people and model answer to the same rules.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from generation.methods.parts import unknown
from generation.methods.questions.registry import KINDS, kind_of
from generation.methods.translatable import gettext_noop as _

FIELD_TYPES = ("text", "long_text", "chat")
NAME = re.compile(r"^[^\W\d][\w-]{0,63}$")
SIZES = {"purpose": 4_000, "role": 1_000, "name": 80, "definition": 4_000, "example": 4_000, "rule": 2_000}
MOST = {"fields": 20, "questions": 20, "labels": 500, "rules": 500, "examples": 50, "when": 100}
LABEL = "label"  # the kind of question that models are asked: one label of several


@dataclass(frozen=True)
class Problem:
    """What is wrong with a specification, and where: `message` is English with %(name)s places for `values`."""

    path: str
    message: str
    values: dict

    def __str__(self) -> str:
        return f"{self.path}: {self.message % self.values}"


class SpecError(ValueError):
    """A specification that cannot be used; `problems` lists every reason found."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class FieldSpec:
    name: str
    type: str = "text"
    title: str = ""


@dataclass(frozen=True)
class LabelSpec:
    name: str
    definition: str = ""
    verbalizer: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class When:
    """A question is asked only where an earlier one has one of these answers, or holds one."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class QuestionSpec:
    """A question. `type` names its kind (methods/questions), `options` are that kind's settings."""

    name: str
    labels: tuple[LabelSpec, ...]
    title: str = ""
    type: str = LABEL
    required: bool = True
    options: dict[str, Any] = field(default_factory=dict, hash=False)
    when: When | None = None

    def label(self, name: str) -> LabelSpec:
        """Return the label called `name`; KeyError if there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, LabelSpec]:
        return {label.name: label for label in self.labels}

    def name_of(self, verbalizer: str) -> str | None:
        """Return the label name that `verbalizer` (or the name itself) stands for, ignoring case, or None."""
        wanted = verbalizer.strip().casefold()
        for label in self.labels:
            if wanted in (label.verbalizer.casefold(), label.name.casefold()):
                return label.name
        return None


@dataclass(frozen=True)
class RuleSpec:
    id: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class TaskSpec:
    """Purpose, role, fields, questions with labels, and edge rules of one codebook version."""

    purpose: str
    role: str
    fields: tuple[FieldSpec, ...]
    questions: tuple[QuestionSpec, ...]
    rules: tuple[RuleSpec, ...] = ()

    @classmethod
    def from_json(cls, data: dict) -> "TaskSpec":
        """Read the JSON of a codebook; SpecError names every problem with its path. Unknown keys are ignored."""
        spec, problems = cls.begun(data)
        if problems:
            raise SpecError(problems)
        return spec

    @classmethod
    def begun(cls, data: dict) -> tuple["TaskSpec", list[Problem]]:
        """Read one that may be unfinished, with what is wrong or missing: to be shown, never to be used."""
        spec = _read(data if isinstance(data, dict) else {})
        return spec, _problems(spec)

    def to_json(self) -> dict:
        """Return the JSON form; `from_json(to_json())` is the same specification."""
        data = json.loads(json.dumps(asdict(self)))
        for question in data["questions"]:
            for name in ("options", "when"):
                if not question[name]:
                    del question[name]
        return data

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change with any edit of the specification and with nothing else."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def question(self, name: str = "") -> QuestionSpec:
        """Return the question called `name`, which takes one label, or the first such question for ''; KeyError if
        there is none."""
        for question in self.questions:
            if question.type == LABEL and name in ("", question.name):
                return question
        raise KeyError(name)

    @property
    def judged(self) -> QuestionSpec | None:
        """The question that student, audit and certificate speak of: the first that takes one label."""
        return next((question for question in self.questions if question.type == LABEL), None)

    def rules_for(self, question: QuestionSpec) -> tuple[RuleSpec, ...]:
        """Return the rules without a label and those about a label of `question`, in the codebook's order."""
        names = {label.name for label in question.labels}
        return tuple(rule for rule in self.rules if not rule.label or rule.label in names)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _items(value: object) -> list:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, _items(value))))


def _read(data: dict) -> TaskSpec:
    return TaskSpec(
        purpose=_text(data.get("purpose")),
        role=_text(data.get("role")),
        fields=tuple(_field(row) for row in _items(data.get("fields")) if isinstance(row, dict)),
        questions=tuple(_question(row) for row in _items(data.get("questions")) if isinstance(row, dict)),
        rules=tuple(
            RuleSpec(_text(row.get("id")) or f"R{i}", _text(row.get("text")), _text(row.get("label")))
            for i, row in enumerate(_items(data.get("rules")), start=1)
            if isinstance(row, dict)
        ),
    )


def _field(row: dict) -> FieldSpec:
    return FieldSpec(_text(row.get("name")), _text(row.get("type")) or "text", _text(row.get("title")))


def _question(row: dict) -> QuestionSpec:
    return QuestionSpec(
        name=_text(row.get("name")),
        type=_text(row.get("type")) or "label",
        title=_text(row.get("title")),
        labels=tuple(_label(label) for label in _items(row.get("labels")) if isinstance(label, dict)),
        required=bool(row.get("required", True)),
        options=_options(row.get("options")),
        when=_when(row.get("when")),
    )


def _options(value: object) -> dict[str, Any]:
    """As they are but for texts, which stand without space around; a list is one of texts."""
    given = value if isinstance(value, dict) else {}
    return {str(name): _option(one) for name, one in given.items()}


def _option(value: Any) -> Any:
    if isinstance(value, list):
        return [one.strip() if isinstance(one, str) else one for one in value]
    return value.strip() if isinstance(value, str) else value


def _when(value: object) -> When | None:
    if not isinstance(value, dict) or not _text(value.get("question")):
        return None
    return When(_text(value.get("question")), _texts(value.get("answers")))


def _label(row: dict) -> LabelSpec:
    name = _text(row.get("name"))
    return LabelSpec(
        name=name,
        definition=_text(row.get("definition")),
        verbalizer=_text(row.get("verbalizer")) or name,
        examples=_texts(row.get("examples")),
        counter_examples=_texts(row.get("counter_examples")),
    )


def _problems(spec: TaskSpec) -> list[Problem]:
    found = [*_sized("purpose", spec.purpose, "purpose"), *_sized("role", spec.role, "role")]
    if not spec.fields:
        found.append(Problem("fields", _("At least one field is needed."), {}))
    if not spec.questions:
        found.append(Problem("questions", _("At least one question is needed."), {}))
    found += _counted("fields", spec.fields) + _counted("questions", spec.questions) + _counted("rules", spec.rules)
    found += _named("fields", [field.name for field in spec.fields], identifier=True)
    found += _named("questions", [question.name for question in spec.questions], identifier=True)
    for i, row in enumerate(spec.fields):
        if row.type not in FIELD_TYPES:
            found.append(Problem(f"fields[{i}].type", _("Unknown field type “%(type)s”."), {"type": row.type}))
    for i, question in enumerate(spec.questions):
        found += _kind_problems(f"questions[{i}]", question, spec)
        found += _when_problems(f"questions[{i}].when", question, spec.questions[:i])
        found += _question_problems(f"questions[{i}]", question)
    return found + _rule_problems(spec)


def _kind_problems(path: str, question: QuestionSpec, spec: TaskSpec) -> list[Problem]:
    if question.type not in KINDS:
        return [Problem(f"{path}.type", *unknown(question.type, KINDS))]
    fields = {one.name: one.type for one in spec.fields}
    found = kind_of(question).problems(question, fields)
    return [Problem(f"{path}.{place}", message, values) for place, message, values in found]


def _when_problems(path: str, question: QuestionSpec, before: tuple[QuestionSpec, ...]) -> list[Problem]:
    when, known = question.when, {one.name: one for one in before if one.type in KINDS}
    if when is None:
        return []
    if not before:
        return [Problem(path, _("The first question is always asked."), {})]
    if when.question not in known:
        message = _("“%(name)s” is no question before this one.")
        return [Problem(f"{path}.question", message, {"name": when.question[:60]})]
    could = kind_of(known[when.question]).known_answers(known[when.question])
    if could is None:
        return [Problem(f"{path}.question", _("No question can depend on one of this kind."), {})]
    if not when.answers:
        return [Problem(f"{path}.answers", _("Name the answers for which this question is asked."), {})]
    found = _counted(f"{path}.answers", when.answers, "when")
    wrong = [answer for answer in when.answers if could and answer not in could]
    return found + [Problem(f"{path}.answers", *unknown(answer, could)) for answer in wrong[:1]]


def _question_problems(path: str, question: QuestionSpec) -> list[Problem]:
    found = _counted(f"{path}.labels", question.labels, "labels")
    found += _named(f"{path}.labels", [label.name for label in question.labels])
    spoken = [label.verbalizer for label in question.labels]
    found += _repeated(f"{path}.labels", spoken, _("Two labels share the verbalizer “%(name)s”."))
    for i, label in enumerate(question.labels):
        here = f"{path}.labels[{i}]"
        found += _sized(f"{here}.definition", label.definition, "definition")
        found += _sized(f"{here}.verbalizer", label.verbalizer, "name")
        for kind in ("examples", "counter_examples"):
            texts = getattr(label, kind)
            found += _counted(f"{here}.{kind}", texts, "examples")
            for j, text in enumerate(texts):
                found += _sized(f"{here}.{kind}[{j}]", text, "example")
    return found


def _rule_problems(spec: TaskSpec) -> list[Problem]:
    known = {label.name for question in spec.questions for label in question.labels}
    found = _repeated("rules", [rule.id for rule in spec.rules], _("The rule id “%(name)s” is used twice."))
    for i, rule in enumerate(spec.rules):
        if not rule.text:
            found.append(Problem(f"rules[{i}].text", _("A rule needs a text."), {}))
        found += _sized(f"rules[{i}].text", rule.text, "rule") + _sized(f"rules[{i}].id", rule.id, "name")
        if rule.label and rule.label not in known:
            message = _("The rule names the label “%(label)s”, which no question has.")
            found.append(Problem(f"rules[{i}].label", message, {"label": rule.label}))
    return found


def _named(path: str, names: list[str], identifier: bool = False) -> list[Problem]:
    found = _repeated(path, names, _("The name “%(name)s” is used twice."))
    for i, name in enumerate(names):
        if not name:
            found.append(Problem(f"{path}[{i}].name", _("Give it a name."), {}))
        elif identifier and not NAME.match(name):
            message = _("“%(name)s” is no name: use letters, digits, _ and -, starting with a letter, at most 64.")
            found.append(Problem(f"{path}[{i}].name", message, {"name": name[:100]}))
        found += _sized(f"{path}[{i}].name", name, "name")
    return found


def _repeated(path: str, names: list[str], message: str) -> list[Problem]:
    folded = [name.casefold() for name in names if name]
    twice = sorted({name for name in folded if folded.count(name) > 1})
    return [Problem(path, message, {"name": name}) for name in twice]


def _counted(path: str, rows: tuple, kind: str = "") -> list[Problem]:
    most = MOST[kind or path]
    message = _("At most %(most)d are allowed; there are %(count)d.")
    return [Problem(path, message, {"most": most, "count": len(rows)})] if len(rows) > most else []


def _sized(path: str, text: str, kind: str) -> list[Problem]:
    if "\x00" in text:
        return [Problem(path, _("NUL characters are not allowed."), {})]
    if len(text) > SIZES[kind]:
        message = _("At most %(most)d characters are allowed; there are %(count)d.")
        return [Problem(path, message, {"most": SIZES[kind], "count": len(text)})]
    return []
