"""What changed between two versions, down to the word: by field, question, label and rule, and in the prompt."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from generation.codebooks.kinds import FIELD_KINDS, SETTINGS, shown_as
from generation.codebooks.prompts import Prompt, prompts
from generation.methods.questions.registry import KINDS
from generation.methods.taskspec import TaskSpec

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
CLIPPED = 60  # characters of a rule's text that name it


@dataclass(frozen=True)
class Piece:
    op: str  # same | added | removed
    text: str


@dataclass(frozen=True)
class Part:
    title: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Change:
    kind: str  # added | removed | changed
    what: str
    name: str
    parts: list[Part] = field(default_factory=list)


def compare(old: dict, new: dict) -> list[Change]:
    """The changes from one specification (`Codebook.as_spec()`) to another, in the order of the page."""
    parts = [*_part(_("Purpose"), old["purpose"], new["purpose"]), *_part(_("Role"), old["role"], new["role"])]
    found = [Change("changed", _("Task"), _("purpose and role"), parts)] if parts else []
    found += _things(_("Field"), _by(old["fields"], "name"), _by(new["fields"], "name"), _field_texts)
    found += _things(_("Question"), _by(old["questions"], "name"), _by(new["questions"], "name"), _question_texts)
    found += _things(_("Label"), *_labels(old, new), _label_texts)
    found += _things(_("Rule"), _by(old["rules"], "id"), _by(new["rules"], "id"), _rule_texts)
    return found


def touched(old: dict, new: dict) -> list[str]:
    """What two specifications differ in, by the names that people read; how they differ, `compare` tells."""
    found = [_("purpose and role")] if (old["purpose"], old["role"]) != (new["purpose"], new["role"]) else []
    found += _touched(_("field %(name)s"), _by(old["fields"], "name"), _by(new["fields"], "name"), _field_texts)
    found += _touched(
        _("question %(name)s"), _by(old["questions"], "name"), _by(new["questions"], "name"), _question_texts
    )
    found += _touched(_("label “%(name)s”"), *_labels(old, new), _label_texts)
    rules = [_by(spec["rules"], "id") for spec in (old, new)]
    return found + _touched(
        _("rule %(name)s"), *rules, _rule_texts, lambda row: f"{row['id']}: {_clipped(row['text'])}"
    )


def _touched(told: str, old: dict[str, dict], new: dict[str, dict], texts, named=None) -> list[str]:
    found = []
    for name, row in {**old, **new}.items():
        before, after = (texts(rows[name]) if name in rows else None for rows in (old, new))
        if before == after:
            continue
        words = told % {"name": named(row) if named else name}
        wrapped = _("%(what)s (new)") if before is None else _("%(what)s (gone)") if after is None else "%(what)s"
        found.append(wrapped % {"what": words})
    return found


def _clipped(text: str) -> str:
    return text if len(text) <= CLIPPED else text[: CLIPPED - 1].rstrip() + "…"


def compare_prompts(old: TaskSpec, new: TaskSpec, purpose: str) -> list[Part]:
    """What models read about each question, before and after; a question that only one version has is new or gone.

    Where a version asks all questions at once, all that models read is one part."""
    before, after = prompts(old, purpose), prompts(new, purpose)
    if whole := next((prompt for prompt in (*before, *after) if not prompt.name), None):
        return [Part(whole.title, words(_joined(before), _joined(after)))]
    titles = {prompt.name: prompt.title for prompt in (*before, *after)}
    was, now = ({prompt.name: prompt.header.text for prompt in found} for found in (before, after))
    return [Part(title, words(was.get(name, ""), now.get(name, ""))) for name, title in titles.items()]


def _joined(found: Sequence[Prompt]) -> str:
    return "\n\n".join(prompt.header.text for prompt in found)


def words(old: str, new: str) -> list[Piece]:
    """The two texts as one, with the words that went and the words that came."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    found: list[tuple[str, list[str]]] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(("same", before[a:b]))
            continue
        if b > a:
            found.append(("removed", before[a:b]))
        if d > c:
            found.append(("added", after[c:d]))
    return [Piece(op, "".join(tokens)) for op, tokens in _slid(found) if tokens]


def _slid(found: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """The same differences, each as late as it can stand: “A. [C. ]B.” rather than “A[. C]. B.”"""
    found = [("same", []), *found]
    for (before, kept), (op, tokens), (after, rest) in zip(found, found[1:], found[2:], strict=False):
        if (before, after) != ("same", "same") or op == "same":
            continue
        while rest and tokens[0] == rest[0]:
            kept.append(tokens.pop(0))
            tokens.append(rest.pop(0))
    return found


def _things(what: str, old: dict[str, dict], new: dict[str, dict], texts) -> Iterator[Change]:
    for name, thing in new.items():
        before = old.get(name)
        parts = [
            part
            for title, text in texts(thing).items()
            for part in _part(title, texts(before)[title] if before else "", text)
        ]
        if before is None:
            yield Change("added", what, name, parts)
        elif parts:
            yield Change("changed", what, name, parts)
    for name, thing in old.items():
        if name not in new:
            yield Change(
                "removed", what, name, [p for title, text in texts(thing).items() for p in _part(title, text, "")]
            )
    kept, were = [name for name in new if name in old], [name for name in old if name in new]
    if kept != were:
        yield Change("changed", what, _("order"), list(_part(_("Order"), ", ".join(were), ", ".join(kept))))


def _part(title: str, old: str, new: str) -> Iterable[Part]:
    return [Part(title, words(old, new))] if old != new else []


def _by(rows: list[dict], key: str) -> dict[str, dict]:
    return {row[key]: row for row in rows}


def _labels(*specs: dict) -> list[dict[str, dict]]:
    """Those of each, with their question where one of them has several: a second one renames no label of the first."""
    several = any(len(spec["questions"]) > 1 for spec in specs)
    return [
        {
            f"{question['name']}: {label['name']}" if several else label["name"]: label
            for question in spec["questions"]
            for label in question["labels"]
        }
        for spec in specs
    ]


def _field_texts(row: dict) -> dict[str, str]:
    return {_("Title"): row.get("title", ""), _("Kind"): str(FIELD_KINDS.get(row.get("type") or "text", ""))}


def _question_texts(row: dict) -> dict[str, str]:
    when = row.get("when") or {}
    told = {
        _("Question"): row["title"],
        _("Kind"): _(KINDS[row["type"]].title),
        _("Settings"): _in_lines(row["type"], row.get("options") or {}),
        _("Asked only where"): f"{when['question']}: {', '.join(when['answers'])}" if when else "",
    }
    return told | {_("May be left out"): "" if row.get("required", True) else _("yes")}


def _in_lines(kind: str, options: dict) -> str:
    """Each setting by its title in the editor."""
    told = {name: _("yes") if value is True else shown_as(value) or "–" for name, value in options.items()}
    return "\n".join(f"{SETTINGS[kind][name][0]}: {value}" for name, value in told.items())


def _label_texts(row: dict) -> dict[str, str]:
    return {
        _("Word in the prompt"): row["verbalizer"] or row["name"],
        _("Definition"): row["definition"],
        _("Examples"): "\n".join(row["examples"]),
        _("Counter-examples"): "\n".join(row["counter_examples"]),
    }


def _rule_texts(row: dict) -> dict[str, str]:
    return {_("Rule"): row["text"], _("About"): row["label"]}
