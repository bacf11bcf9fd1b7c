"""One row of a file as a draft of a sample, or the reason why it cannot be one. No tables are read here."""

import math
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from generation.methods.content import content_hash
from generation.methods.nearest import nearest
from generation.methods.questions.kind import AnswerError
from generation.methods.questions.registry import kind_of
from generation.methods.questions.texts import in_order
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.models import Origin
from generation.support.mapping import Mapping, as_json, origin_problem, source_problem

EXTERNAL_ID_CHARS = 200
METADATA_BYTES = 100_000
RULE_CHARS = 20
QUOTE_CHARS = 4_000


class RowProblem(ValueError):
    """Why a row is rejected, in words for the person who brought it."""


@dataclass(slots=True)
class LabelDraft:
    question: str
    source: str
    label: str
    probability: float | None = None
    rule: str = ""
    quote: str = ""
    rationale: str = ""
    value: Any = None  # the answer to a question that takes no single label; `label` is "" then

    @property
    def answer(self) -> Any:
        return self.label if self.value is None else self.value


@dataclass(slots=True)
class Draft:
    line: int
    fields: dict[str, str]
    hash: bytes
    origin: str
    external_id: str | None
    metadata: dict
    reference: dict[str, str]  # {question: label}, of seed and gold rows
    labels: list[LabelDraft]


class LabelNames:
    """The labels of one question, by name and by verbalizer."""

    def __init__(self, question: QuestionSpec):
        self.question = question.name
        self.exact = {label.name: label.name for label in question.labels}
        self.folded: dict[str, str] = {}
        for label in question.labels:
            self.folded.setdefault(label.verbalizer.casefold(), label.name)
        self.folded |= {label.name.casefold(): label.name for label in question.labels}
        self.problems: dict[str, str] = {}  # a file with a wrong label tends to have it in every second line

    def name_of(self, value: object) -> str:
        name = self.exact.get(value) if type(value) is str else None
        if name is not None:
            return name
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise RowProblem(_("A label is text."))
        text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
        name = self.folded.get(text.casefold())
        if name is None:
            raise RowProblem(self._unknown(text[:200]))
        return name

    def _unknown(self, text: str) -> str:
        if text not in self.problems:
            if len(self.problems) > 1_000:
                self.problems.clear()
            near = nearest(text, self.folded)
            unknown = _("The label “%(label)s” is not in the codebook.")
            if near:
                unknown = _("The label “%(label)s” is not in the codebook. Did you mean “%(near)s”?")
            self.problems[text] = unknown % {"label": text[:80], "near": self.folded.get(near)}
        return self.problems[text]


class RowReader:
    """Turns rows into drafts by one codebook and one mapping."""

    def __init__(self, spec: TaskSpec, mapping: Mapping, *, max_chars: int):
        self.mapping = mapping if mapping.columns else None
        self.source, self.origin, self.first_source = mapping.source, mapping.origin, mapping.first
        self.max_chars = max_chars
        self.fields = tuple(field.name for field in spec.fields)
        self.talks = frozenset(field.name for field in spec.fields if field.type == "chat")
        self.spec = spec
        self.questions = {q.name: LabelNames(q) for q in spec.questions if q.type == "label"}
        self.others = {q.name: q for q in spec.questions if q.type != "label"}
        self.first = next(iter(self.questions), "")
        self.good_sources: set[str] = set()

    def read(self, line: int, row: dict) -> Draft:
        if self.mapping:
            row = self.mapping.apply(row)
        get = row.get
        fields = self._fields(row)
        given, label_source = self._label(get("label")), get("source")
        said = _list(get("machine_labels")) if get("machine_labels") else []
        labels = [self._machine_label(entry, fields) for entry in said]
        origin = get("origin") or self._origin(bool(given or labels))
        if origin not in _ORIGINS:
            raise RowProblem(origin_problem(origin))
        reference = given if origin in _REFERENCES else {}
        if origin in _REFERENCES and not given:
            raise RowProblem(_("A row of origin “%(origin)s” needs a label.") % {"origin": origin})
        if given and not reference:
            source = self._source(label_source or self.source)
            confidence = _probability(get("confidence"))
            labels[:0] = [LabelDraft(question, source, label, confidence) for question, label in given.items()]
        if len(labels) > 1:
            _once_a_source(labels)
            labels.sort(key=lambda label: label.source != self.first_source)
        return Draft(
            line, fields, content_hash(fields), origin, _external_id(get("external_id")), _metadata(get("metadata")),
            reference, labels,
        )  # fmt: skip

    def _origin(self, labelled: bool) -> str:
        """Of a row that says nothing itself. Without a label there is none to check: the text may be labelled here."""
        if labelled:
            return self.origin or Origin.IMPORTED
        return Origin.UNLABELLED if self.origin in _TO_LABEL else self.origin

    def _fields(self, row: dict) -> dict[str, str]:
        fields = {}
        for name in self.fields:
            value = row.get(name)
            if value is None and len(self.fields) == 1:
                value = row.get("text")
            if value is None or value == "":
                continue
            if type(value) is list and name in self.talks:
                value = _messages(value)
            if type(value) is not str:
                raise RowProblem(_("The field “%(name)s” is not text.") % {"name": name})
            if len(value) > self.max_chars:
                counts = {"name": name, "count": len(value), "most": self.max_chars}
                raise RowProblem(
                    _("The field “%(name)s” has %(count)d characters; at most %(most)d are taken.") % counts
                )
            if "\x00" in value:
                raise RowProblem(_("The field “%(name)s” holds a NUL character.") % {"name": name})
            fields[name] = value
        if not fields or not any(value.strip() for value in fields.values()):
            raise RowProblem(_("The row has no text: it needs %(names)s.") % {"names": ", ".join(self.fields)})
        return fields

    def _label(self, value: object) -> dict[str, str]:
        if value is None or value == "":
            return {}
        if type(value) is not dict:
            return {self.first: self._question(self.first).name_of(value)}
        return {name: self._question(name).name_of(label) for name, label in value.items() if label not in (None, "")}

    def _question(self, name: object) -> LabelNames:
        if not self.questions:
            raise RowProblem(_("The codebook has no question that is answered by a label: leave the label out."))
        if name not in self.questions:
            known = ", ".join(self.questions)
            message = _("The codebook has no question “%(name)s”; it has %(known)s.")
            raise RowProblem(message % {"name": str(name)[:80], "known": known})
        return self.questions[name]

    def _machine_label(self, entry: object, fields: dict[str, str]) -> LabelDraft:
        if type(entry) is not dict:
            raise RowProblem(_("Each of machine_labels is an object {source, label, confidence?}."))
        question = entry.get("question") or self.first
        other = self.others.get(question) if type(question) is str else None
        return LabelDraft(
            question,
            self._source(entry.get("source")),
            "" if other else self._question(question).name_of(entry.get("label", entry.get("answer"))),
            _probability(entry.get("confidence")),
            _short(entry.get("rule"), "rule", RULE_CHARS),
            _short(entry.get("quote"), "quote", QUOTE_CHARS),
            _short(entry.get("rationale"), "rationale", QUOTE_CHARS),
            self._answer(other, entry.get("answer"), fields) if other else None,
        )

    def _answer(self, question: QuestionSpec, value: object, fields: dict[str, str]) -> Any:
        """The answer to a question of another kind, read as a person's is."""
        try:
            answer = kind_of(question).read(question, value, lambda: in_order(self.spec, lambda: fields))
        except AnswerError as problem:
            raise RowProblem(f"{question.name}: {_(problem.message) % problem.values}") from problem
        if answer is None:
            raise RowProblem(_("“%(name)s” needs an answer under “answer”.") % {"name": question.name})
        return answer

    def _source(self, value: object) -> str:
        if type(value) is str and value in self.good_sources:
            return value
        source = value.strip() if isinstance(value, str) else ""
        if problem := source_problem(source):
            raise RowProblem(problem)
        if len(self.good_sources) < 1_000:
            self.good_sources.add(source)
        return source


_ORIGINS = frozenset(Origin.values)
_TO_LABEL = frozenset(("", Origin.IMPORTED.value, Origin.COLLECTED.value))
_REFERENCES = frozenset((Origin.SEED.value, Origin.GOLD.value))


def _messages(value: list) -> str | None:
    """A dialogue that came as a list, as the text that is kept of it."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # nested without end, or half a character
        return None


def _list(value: object) -> list:
    value = as_json(value)
    if type(value) is not list:
        raise RowProblem(_("machine_labels is a list of {source, label, confidence?}."))
    return value


def _once_a_source(labels: list[LabelDraft]) -> None:
    seen = set()
    for label in labels:
        if (label.question, label.source) in seen:
            raise RowProblem(_("The source “%(source)s” gives two labels in one row.") % {"source": label.source})
        seen.add((label.question, label.source))


def _probability(value: object) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0.0 <= number <= 1.0:
        raise RowProblem(_("The confidence “%(value)s” is not a number from 0 to 1.") % {"value": str(value)[:80]})
    return number


def _external_id(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RowProblem(_("The external id is text or a whole number."))
    text = str(value)
    if len(text) > EXTERNAL_ID_CHARS:
        raise RowProblem(_("The external id has at most %(most)d characters.") % {"most": EXTERNAL_ID_CHARS})
    if "\x00" in text:
        raise RowProblem(_("The external id holds a NUL character."))
    return text


def _metadata(value: object) -> dict:
    if value is None or value == "":
        return {}
    value = as_json(value)
    if type(value) is not dict:
        raise RowProblem(_("The metadata is an object."))
    try:
        text = orjson.dumps(value)
    except TypeError as error:
        raise RowProblem(_("The metadata cannot be written as JSON.")) from error
    if len(text) > METADATA_BYTES:
        raise RowProblem(_("The metadata takes more than %(most)d bytes.") % {"most": METADATA_BYTES})
    if b"\\u0000" in text:
        raise RowProblem(_("The metadata holds a NUL character."))
    return value


def _short(value: object, name: str, most: int) -> str:
    if value is None:
        return ""
    if type(value) is not str or "\x00" in value:
        raise RowProblem(_("“%(name)s” is not text.") % {"name": name})
    if len(value) > most:
        raise RowProblem(_("“%(name)s” has at most %(most)d characters.") % {"name": name, "most": most})
    return value
