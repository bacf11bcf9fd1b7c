"""What a step asks for: a name and a kind for each value, from which the wire schema follows.

A kind is `text`, `texts` (a list), `number`, `whole`, `yes_no`, `label` (one of the question's), `near_label` (the
drawn one or one that is easily confused with it), `item` (the codebook's fields), a list of texts (one of these), an
object of names and kinds, or a list holding one object (a list of such objects). Keys are asked for in the order of the
document, so that reasons stand before what they lead to.
"""

from collections.abc import Mapping
from typing import Any

from generation.methods.kit import Kit
from generation.methods.parts import PartError, at, unknown
from generation.methods.plans.written import unquoted
from generation.methods.schemas import closed, item_schema
from generation.methods.translatable import gettext_noop as _

PLAIN = {
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "yes_no": {"type": "boolean"},
}
KINDS = (*PLAIN, "label", "near_label", "item")


def check_shape(shape: Any, path: str) -> None:
    """Raise PartError where something is no shape."""
    if isinstance(shape, str) and shape not in KINDS:
        raise PartError(path, *unknown(shape, KINDS))
    if isinstance(shape, Mapping):
        for name, inner in shape.items():
            check_shape(inner, at(path, name))
    elif isinstance(shape, list | tuple):
        if not shape:
            raise PartError(path, _("Enter a list."))
        others = [i for i, one in enumerate(shape) if not isinstance(one, str)]
        if others and len(others) < len(shape):
            raise PartError(at(path, others[0]), _("Enter a text."))
        for i in others:
            check_shape(shape[i], at(path, i))
    elif not isinstance(shape, str):
        raise PartError(path, _("Enter a text."))


def inner_names(shape: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what templates call entries of objects: {a_b} for the entry b of a, {b} for those of a list of them."""
    found: list[str] = []
    for name, kind in shape.items():
        if isinstance(kind, Mapping):
            found += [f"{name}_{key}" for key in kind]
        elif isinstance(kind, list | tuple) and isinstance(kind[0], Mapping):
            found += kind[0]
    return tuple(found)


def schema_of(shape: Mapping[str, Any], kit: Kit, label: str = "") -> dict:
    """Return the schema of an answer with these values, in a row of this label; that of one item for none."""
    if not shape:
        return item_schema(kit.context.spec)
    return closed({name: _schema(kind, kit, label) for name, kind in shape.items()})


def values_of(shape: Mapping[str, Any], fields: Mapping[str, Any], kit: Kit) -> dict[str, Any]:
    """Return the values of an answer: texts stripped, labels by name; those of no shape are the item's fields."""
    if not shape:
        return {"fields": {name: unquoted(str(text)) for name, text in fields.items()}}
    return {name: _value(kind, fields.get(name), kit) for name, kind in shape.items()}


def _schema(kind: Any, kit: Kit, label: str) -> dict:
    if isinstance(kind, Mapping):
        return closed({name: _schema(inner, kit, label) for name, inner in kind.items()})
    if isinstance(kind, list | tuple):
        if all(isinstance(one, str) for one in kind):
            return {"type": "string", "enum": list(kind)}
        return {"type": "array", "items": _schema(kind[0], kit, label)}
    if kind in ("label", "near_label"):
        near = {label, *kit.context.scope.similar_to(label)} if kind == "near_label" else {label}
        named = [one.verbalizer for one in kit.question.labels if len(near) < 2 or one.name in near]
        return {"type": "string", "enum": named}
    return item_schema(kit.context.spec) if kind == "item" else PLAIN[kind]


def _value(kind: Any, value: Any, kit: Kit) -> Any:
    if isinstance(kind, Mapping) and isinstance(value, Mapping):
        return {name: _value(inner, value.get(name), kit) for name, inner in kind.items()}
    if isinstance(kind, list | tuple) and isinstance(value, list):
        return [_value(kind[0], one, kit) for one in value]
    if kind == "texts" and isinstance(value, list):
        return [text for one in value if (text := str(one).strip())]
    if kind in ("label", "near_label"):
        return kit.question.name_of(str(value)) or ""
    if kind == "item" and isinstance(value, Mapping):
        return {name: unquoted(str(text)) for name, text in value.items()}
    return unquoted(value) if kind == "text" and isinstance(value, str) else value
