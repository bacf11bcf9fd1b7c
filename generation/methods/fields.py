"""Which field of the codebook takes which part of what a recipe writes.

Recipes name the parts of a sample by what they are (question, answer, …); a codebook names its fields as it likes. A
lead says which is which, as “answer=reply”; else a field takes the part of its own name or of a usual other name.
"""

from collections.abc import Iterable, Mapping

from generation.methods.parts import PartError, unknown
from generation.methods.taskspec import TaskSpec
from generation.methods.translatable import gettext_noop as _

#: Names that mean the same part, the recipes' own first.
ALSO = (
    ("text", "sentence", "document", "content", "passage", "story"),
    ("instruction", "prompt", "question", "query", "problem", "task"),
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


def placing(parts: Iterable[str], spec: TaskSpec, said: str = "") -> dict[str, str]:
    """Return the field of each part, '' for one that may be left out; PartError for one that has no place."""
    names, told = [field.name for field in spec.fields], _told(said, [field.name for field in spec.fields])
    found, parts = {}, list(parts)
    for part in parts:
        field = told.get(part) or _named(part, names)
        if field is None and len(names) == 1:
            field = names[0]
        if field is None and part not in OPTIONAL:
            raise PartError(
                "fields",
                _("The codebook has no field for “%(part)s”: add one of that name, or write “%(part)s=field”."),
                {"part": part},
            )
        found[part] = field or ""
    return found


def check_filled(where: Mapping[str, str], spec: TaskSpec, optional: Iterable[str] = ()) -> None:
    """Raise PartError for a field that no part goes into and that may not be empty: no sample would be accepted."""
    filled = {*where.values(), *optional}
    if empty := next((field.name for field in spec.fields if field.name not in filled), ""):
        raise PartError(
            "fields",
            _("This recipe writes nothing for the codebook's field “%(field)s”: every sample would be turned away."),
            {"field": empty},
        )


def check_alone(where: Mapping[str, str], field: str) -> None:
    """Raise PartError where several parts go into a field of which a gate measures one."""
    together = [part for part, name in where.items() if name == field]
    if len(together) > 1:
        raise PartError(
            "fields",
            _("This recipe measures “%(part)s” by itself: the codebook needs a field for it alone."),
            {"part": together[0]},
        )


def check_held(parts: Iterable[str], spec: TaskSpec, said: str = "") -> None:
    """Raise PartError for a part that a recipe reads from samples and no field of theirs holds."""
    held = parted({field.name: "" for field in spec.fields}, said)
    if missing := next((part for part in parts if part not in held and part not in OPTIONAL), ""):
        raise PartError(
            "fields",
            _("This recipe reads “%(part)s” from your samples: add a field of that name, or write “%(part)s=field”."),
            {"part": missing},
        )


def parted(fields: Mapping[str, str], said: str = "") -> dict[str, str]:
    """Return what a sample holds by the name of its field and by every name that the part may go by."""
    told = [
        tuple(one.strip() for one in pair.split("=", 1)) for pair in said.replace("\n", ",").split(",") if "=" in pair
    ]
    found = {}
    for name, text in fields.items():
        parts = [part for part, field in told if field == name]
        also = next((group for group in ALSO if name.casefold() in group), ())
        found |= dict.fromkeys((*also, *parts), text)
    return found | dict(fields)


def _named(part: str, names: list[str]) -> str | None:
    known = {name.casefold(): name for name in names}
    also = next((group for group in ALSO if part in group), (part,))
    return next((known[name] for name in (part, *also) if name in known), None)


def _told(said: str, names: list[str]) -> dict[str, str]:
    told = {}
    for pair in filter(None, (one.strip() for one in said.replace("\n", ",").split(","))):
        part, _equals, field = (one.strip() for one in pair.partition("="))
        if field not in names:
            raise PartError("fields", *unknown(field or pair, names))
        told[part] = field
    return told
