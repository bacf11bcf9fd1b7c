"""Which field of the codebook takes which part of what a recipe writes.

Recipes name the parts of a sample by what they are (question, answer, …); a codebook names its fields as it likes. A
lead says which is which, as “answer=reply”; else a field takes the part of its own name or of a usual other name.
"""

from collections.abc import Iterable, Mapping

from generation.methods.listed import check_once, checked_entries, entries
from generation.methods.parts import PartError, unknown
from generation.methods.taskspec import TaskSpec
from generation.methods.translatable import gettext_noop as _

#: Names that mean the same part, the recipes' own first.
ALSO = (
    ("text", "sentence", "document", "content", "passage", "story"),
    ("instruction", "prompt", "question", "query", "problem", "task", "request"),
    ("input", "context"),
    ("response", "answer", "output", "completion", "solution", "reply"),
    ("premise", "sentence1", "text_a", "first"),
    ("hypothesis", "sentence2", "text_b", "second"),
    ("conversation", "dialogue", "messages", "chat"),
    ("answer_a", "response_a", "first_answer"),  # not chosen and rejected: which is better is the label
    ("answer_b", "response_b", "second_answer"),
    ("triples", "facts", "entities", "spans"),
)
OPTIONAL = frozenset({"input", "context"})
PARTS = frozenset(name for group in ALSO for name in group)


def placed(parts: Mapping[str, str], spec: TaskSpec, said: str = "") -> dict[str, str]:
    """Return every field of the codebook with its part; fields that take none are empty.

    A codebook of one field takes all parts, one after the other with a blank line between.
    """
    where = placing(parts, spec, said)
    fields = {field.name: "" for field in spec.fields}
    for part, text in parts.items():
        if name := where[part]:
            fields[name] = "\n\n".join(filter(None, (fields[name], text)))
    return fields


def placing(parts: Iterable[str], spec: TaskSpec, said: str = "", *, apart: bool = False) -> dict[str, str]:
    """Return the field of each part, '' for one that may be left out; PartError names all that have no place.

    A codebook of one field takes all parts; not where they are to stand apart.
    """
    names, told = [field.name for field in spec.fields], _told(said, [field.name for field in spec.fields])
    parts = list(parts)
    only = names[0] if len(names) == 1 and not (apart and len({*parts} - OPTIONAL) > 1) else None
    found = {part: told.get(part) or _named(part, names) or only for part in parts}
    if missing := [part for part, field in found.items() if field is None and part not in OPTIONAL]:
        raise PartError(
            "fields",
            _("The codebook has no field for %(parts)s: add one for each, or say which takes it: “%(part)s=field”."),
            {"parts": _quoted(missing), "part": missing[0]},
        )
    return {part: field or "" for part, field in found.items()}


def check_told(said: str, parts: Iterable[str], read: Iterable[str] = ()) -> None:
    """Raise PartError where a part is placed that the recipe has not; it may also be `read`, or go by a usual name."""
    parts = list(parts) or ["text"]
    told = [pair.partition("=")[0].strip() for pair in checked_entries("fields", said)]
    check_once("fields", told, told)
    if wrong := [part for part in told if part and part not in PARTS.union(parts, read)]:
        raise PartError(
            "fields",
            _("This recipe has no part “%(part)s”. It has: %(parts)s. Write “%(first)s=field”."),
            {"part": wrong[0], "parts": _quoted(parts), "first": parts[0]},
        )


def check_filled(where: Mapping[str, str], spec: TaskSpec, optional: Iterable[str] = ()) -> None:
    """Raise PartError for a field that no part goes into and that may not be empty: no sample would be accepted."""
    filled = {*where.values(), *optional}
    if empty := [field.name for field in spec.fields if field.name not in filled]:
        raise PartError(
            "fields",
            _("This recipe writes nothing for the codebook's field %(fields)s: every sample would be turned away."),
            {"fields": _quoted(empty)},
        )


def check_alone(where: Mapping[str, str], field: str) -> None:
    """Raise PartError where several parts go into a field that is to hold one."""
    together = [part for part, name in where.items() if name == field]
    if len(together) > 1:
        raise PartError(
            "fields",
            _("%(parts)s would all go into the field “%(field)s”: the codebook needs a field for each."),
            {"parts": _quoted(together), "field": field},
        )


def check_held(parts: Iterable[str], spec: TaskSpec, said: str = "") -> None:
    """Raise PartError for a part that a recipe reads from samples and no field of theirs holds."""
    held = parted({field.name: "" for field in spec.fields}, said)
    if missing := [part for part in parts if part not in held and part not in OPTIONAL]:
        raise PartError(
            "fields",
            _("This recipe reads %(parts)s from your samples: add fields for these, or write “%(part)s=field”."),
            {"parts": _quoted(missing), "part": missing[0]},
        )


def parted(fields: Mapping[str, str], said: str = "") -> dict[str, str]:
    """Return what a sample holds by the name of its field and by every name that the part may go by."""
    told = [tuple(one.strip() for one in pair.split("=", 1)) for pair in entries(said) if "=" in pair]
    found = {}
    for name, text in fields.items():
        parts = [part for part, field in told if field == name]
        also = next((group for group in ALSO if name.casefold() in group), ())
        found |= dict.fromkeys((*also, *parts), text)
    return found | dict(fields)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _named(part: str, names: list[str]) -> str | None:
    known = {name.casefold(): name for name in names}
    also = next((group for group in ALSO if part in group), (part,))
    return next((known[name] for name in (part, *also) if name in known), None)


def _told(said: str, names: list[str]) -> dict[str, str]:
    told = {}
    for pair in entries(said):
        part, _equals, field = (one.strip() for one in pair.partition("="))
        if field not in names:
            raise PartError("fields", *unknown(field or pair, names))
        told[part] = field
    return told
