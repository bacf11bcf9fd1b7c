"""The editor's form: the whole specification in one form, numbered names, lines for examples.

A name such as `questions-0-labels-1-definition` stands for the path `questions[0].labels[1].definition`, so an error of
the validation finds its field. Adding, removing and moving work on what was posted, so nothing typed is lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from generation.codebooks.choices import Choice, Offers
from generation.codebooks.kinds import CHOSEN, FIELD_KINDS, SETTINGS, TICKED, options_from, shown_as
from generation.codebooks.starters import begun_with
from generation.methods.questions.registry import KINDS
from generation.methods.taskspec import LABEL

_INNER = "|".join((*SETTINGS, "when"))
_NAME = re.compile(rf"^(fields|questions|rules)-(\d{{1,4}})-(?:labels-(\d{{1,4}})-|({_INNER})-)?([a-z_]{{1,20}})$")
_PLACE = re.compile(r"^(fields|questions|rules|questions-\d{1,4}-labels)(?:-(\d{1,4}))?$")
SEVERAL = {*TICKED, ("when", "answers")}  # ticked, any number of them
LISTS = ("examples", "counter_examples")
BLANK = {
    "fields": {"name": "", "title": "", "type": "text"},
    "questions": {"name": "", "title": "", "labels": [{"name": ""}, {"name": ""}]},
    "labels": {"name": ""},
    "rules": {"text": ""},
}


def spec_from(post: QueryDict) -> dict:
    """The specification as it was typed, valid or not."""
    rows: dict[str, dict[int, dict]] = {"fields": {}, "questions": {}, "rules": {}}
    labels: dict[int, dict[int, dict]] = {}
    for key, values in post.lists():
        found = _NAME.match(key)
        if not found:
            continue
        group, number, label, inner, name = found[1], int(found[2]), found[3], found[4], found[5]
        row = labels.setdefault(number, {}).setdefault(int(label), {}) if label else rows[group].setdefault(number, {})
        row = row.setdefault(inner, {}) if inner else row
        if (inner, name) in SEVERAL:
            row[name] = [value.strip() for value in values if value.strip()]
            continue
        value = values[-1].replace("\r\n", "\n")
        row[name] = [line.replace("\\n", "\n") for line in value.split("\n")] if name in LISTS else value
    for number, question in rows["questions"].items():
        question["labels"] = _ordered(labels.get(number, {}))
        _as_typed(question)
    texts = {name: post.get(name, "").replace("\r\n", "\n") for name in ("purpose", "role")}
    return {**texts, **{group: _ordered(found) for group, found in rows.items()}}


def _as_typed(question: dict) -> None:
    """The settings of the chosen kind, whether it may be left out, and what it depends on."""
    kind = question.get("type") or LABEL
    typed = {name: question.pop(name, {}) for name in SETTINGS}
    question["required"] = not question.pop("optional", "")
    question["options"] = options_from(kind, typed.get(kind, {}))
    if when := question.pop("when", {}):
        question["when"] = {"question": when.get("question", ""), "answers": when.get("answers", [])}


def _ordered(rows: dict[int, dict]) -> list[dict]:
    return [rows[number] for number in sorted(rows)]


def edited(spec: dict, do: str) -> tuple[dict, str]:
    """The specification after `add:rules`, `remove:rules-0`, `up:…`, `down:…` or `start:pair`, and the place to go on
    typing."""
    verb, _colon, place = do.partition(":")
    if verb == "start":
        return begun_with(place, spec), "questions-0"
    found = _PLACE.match(place)
    if not found:
        return spec, ""
    rows, number = _rows(spec, found[1]), int(found[2] or 0)
    if rows is None:
        return spec, ""
    if verb == "add":
        rows.append(dict(BLANK[found[1].rpartition("-")[2]]))
        return spec, f"{found[1]}-{len(rows) - 1}"
    if not found[2] or number >= len(rows):
        return spec, ""
    row = rows.pop(number)
    if verb in ("up", "down"):
        number = max(0, number - 1) if verb == "up" else number + 1
        rows.insert(number, row)
        return spec, f"{found[1]}-{min(number, len(rows) - 1)}"
    return spec, ""


def _rows(spec: dict, place: str) -> list | None:
    if not place.endswith("-labels"):
        return spec[place]
    number = int(place.split("-")[1])
    return spec["questions"][number]["labels"] if number < len(spec["questions"]) else None


@dataclass
class Box:
    """One field of the form: its name, what stands in it, what is wrong with it."""

    name: str
    value: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass
class Rows:
    """A list of the form, with errors about the list itself ("used twice")."""

    place: str
    rows: list[dict]
    errors: list[str]


def boxes(spec: dict, offered: Offers, errors: dict[str, list[str]], focus: str = "") -> dict:
    """The form as the templates show it. `offered` is what can be chosen by name in this very specification; `errors`
    maps paths of it to messages."""
    by_name: dict[str, list[str]] = {}
    for path, messages in errors.items():
        by_name.setdefault(_name_of(path), []).extend(messages)
    make = _Maker(by_name, offered, focus)
    return {
        "purpose": make.box("purpose", spec),
        "role": make.box("role", spec),
        "fields": make.rows("fields", spec["fields"], ("name", "title", "type")),
        "questions": make.questions(spec["questions"]),
        "field_kinds": FIELD_KINDS.items(),
        "kinds": [(kind.name, _(kind.title)) for kind in KINDS.values()],
        "rules": make.rules(spec["rules"]),
        "other_errors": by_name.get("", []) + by_name.get("__all__", []),
    }


def _name_of(path: str) -> str:
    """The name of the field at a path; all examples of a label stand in one field."""
    name = re.sub(r"[\[\].]+", "-", path).rstrip("-")
    whole = re.sub(r"-\d+$", "", name)
    return whole if whole.endswith(LISTS) else name


class _Maker:
    def __init__(self, errors: dict[str, list[str]], offered: Offers, focus: str):
        self.errors, self.offered, self.focus = errors, offered, focus

    def box(self, name: str, row: dict, prefix: str = "") -> Box:
        value, full = row.get(name) or "", f"{prefix}{name}"
        if name in LISTS:
            value = "\n".join(line.replace("\n", "\\n") for line in value or [])
        return Box(full, value, self.errors.get(full, []))

    def rows(self, place: str, rows: list[dict], names: tuple[str, ...]) -> Rows:
        made = []
        for number, row in enumerate(rows):
            here = f"{place}-{number}"
            made.append({
                "place": here, "focus": here == self.focus, "first": number == 0, "last": number == len(rows) - 1,
                "number": number + 1, **{name: self.box(name, row, f"{here}-") for name in names},
            })  # fmt: skip
        return Rows(place, made, self.errors.get(place, []))

    def choice(
        self, name: str, key: str, chosen: Sequence[str], empty: str | Promise = "", errors: list[str] | None = None
    ) -> Choice:
        return Choice(name, key, chosen, self.offered.get(key, []), empty, errors or self._below(name))

    def rules(self, rules: list[dict]) -> Rows:
        made = self.rows("rules", rules, ("id", "text"))
        for row, rule in zip(made.rows, rules, strict=True):
            row["label"] = self.choice(f"{row['place']}-label", "labels", [rule.get("label") or ""], _("All labels"))
        return made

    def questions(self, questions: list[dict]) -> Rows:
        made = self.rows("questions", questions, ("name", "title", "type"))
        names = ("name", "verbalizer", "definition", *LISTS)
        for row, question in zip(made.rows, questions, strict=True):
            row["labels"] = self.rows(f"{row['place']}-labels", question["labels"], names)
            row["type"].value = row["type"].value or LABEL
            row["optional"] = Box(f"{row['place']}-optional", "" if question.get("required", True) else "on")
            row["settings"] = [self._settings(kind, row, question) for kind, names in SETTINGS.items() if names]
            row["option_errors"] = self.errors.get(f"{row['place']}-options", [])
            row["when"] = self._when(row, question)
        return made

    def _settings(self, kind: str, row: dict, question: dict) -> dict:
        """The boxes of one kind's settings; of the chosen kind with what was chosen."""
        given = (question.get("options") or {}) if row["type"].value == kind else {}
        return {"kind": kind, "boxes": [self._setting(kind, name, row, given) for name in SETTINGS[kind]]}

    def _setting(self, kind: str, name: str, row: dict, given: dict) -> dict:
        default, errors = KINDS[kind].options[name], self.errors.get(f"{row['place']}-options-{name}", [])
        value, full = given.get(name, default), f"{row['place']}-{kind}-{name}"
        shown = dict(zip(("title", "help"), SETTINGS[kind][name], strict=True))
        if (kind, name) in CHOSEN:
            key, empty = CHOSEN[kind, name]
            return shown | {"choice": self.choice(full, key, [value], empty, errors)}
        if (kind, name) in TICKED:
            return shown | {"ticks": self.choice(full, TICKED[kind, name], value, errors=errors)}
        return shown | {"tick" if isinstance(default, bool) else "box": Box(full, shown_as(value), errors)}

    def _when(self, row: dict, question: dict) -> dict:
        when, place, i = question.get("when") or {}, f"{row['place']}-when", row["number"] - 1
        return {
            "question": self.choice(f"{place}-question", f"before-{i}", [when.get("question", "")], _("Always asked")),
            "answers": self.choice(f"{place}-answers", f"answers-{i}", when.get("answers") or []),
            "errors": self.errors.get(place, []),
            "is_set": bool(when.get("question")),
        }

    def _below(self, place: str) -> list[str]:
        return [text for name, texts in self.errors.items() if name.startswith(place) for text in texts]
