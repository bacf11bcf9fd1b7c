"""The strict subset of JSON schema that answers are asked in: what goes over the wire, and the local check.

Providers agree on the shape (objects, enums, arrays) and differ on bounds, so bounds are taken out of what is sent and
are checked here on what came back (methods/generation.md, G4).
"""

from collections.abc import Iterator
from typing import Any

JSON = dict[str, Any]
LOCAL_ONLY = frozenset(
    (
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "pattern",
        "format",
        "uniqueItems",
        "default",
    )
)
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def wire_schema(schema: JSON) -> JSON:
    """The schema as it is sent: every property required, nothing additional, no local bounds."""
    sent = {key: value for key, value in schema.items() if key not in LOCAL_ONLY}
    if "properties" in schema:
        sent["properties"] = {name: wire_schema(part) for name, part in schema["properties"].items()}
        sent["required"] = list(schema["properties"])
        sent["additionalProperties"] = False
    if isinstance(schema.get("items"), dict):
        sent["items"] = wire_schema(schema["items"])
    if "anyOf" in schema:
        sent["anyOf"] = [wire_schema(part) for part in schema["anyOf"]]
    return sent


def problems(value: Any, schema: JSON, path: str = "answer") -> list[str]:
    """What is wrong with a value, in sentences that a repair request can quote. Empty: it fits."""
    if "anyOf" in schema:
        branches = [problems(value, part, path) for part in schema["anyOf"]]
        return [] if any(not branch for branch in branches) else min(branches, key=len)
    if "const" in schema and value != schema["const"]:
        return [f"{path} must be {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{path} must be one of {', '.join(map(str, schema['enum'][:50]))}"]
    if not _has_type(value, schema.get("type")):
        return [f"{path} must be of type {schema['type']}"]
    if isinstance(value, dict):
        return list(_object_problems(value, schema, path))
    if isinstance(value, list):
        return list(_array_problems(value, schema, path))
    return list(_bound_problems(value, schema, path))


def _has_type(value: Any, declared: str | list[str] | None) -> bool:
    if declared is None:
        return True
    names = [declared] if isinstance(declared, str) else declared
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, TYPES[name]) for name in names)


def _object_problems(value: JSON, schema: JSON, path: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", known):
        if name not in value:
            yield f"{path}.{name} is missing"
    for name, member in value.items():
        if name in known:
            yield from problems(member, known[name], f"{path}.{name}")
        elif known:
            yield f"{path}.{str(name)[:60]} is not asked for"


def _array_problems(value: list, schema: JSON, path: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{path} must have at least {schema['minItems']} members"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{path} must have at most {schema['maxItems']} members"
    for index, member in enumerate(value):
        yield from problems(member, schema.get("items", {}), f"{path}[{index}]")


def _bound_problems(value: Any, schema: JSON, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{path} must have at least {schema['minLength']} characters"
        if len(value) > schema.get("maxLength", len(value)):
            yield f"{path} must have at most {schema['maxLength']} characters"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value):
            yield f"{path} must be at least {schema['minimum']}"
        if value > schema.get("maximum", value):
            yield f"{path} must be at most {schema['maximum']}"


def coerced(value: Any, schema: JSON) -> Any:
    """The answer with its harmless slips mended: the case of an enum, a number in quotes, an extra or a missing key."""
    if "anyOf" in schema:
        fits = [part for part in schema["anyOf"] if not problems(coerced(value, part), part)]
        return coerced(value, fits[0]) if fits else value
    if "enum" in schema:
        return _nearest_member(value, schema["enum"])
    if isinstance(value, dict) and "properties" in schema:
        return {
            name: coerced(value.get(name), part)
            for name, part in schema["properties"].items()
            if _wanted(name, value, part)
        }
    if isinstance(value, list):
        return [coerced(member, schema.get("items", {})) for member in value]
    if isinstance(value, str) and schema.get("type") in ("integer", "number"):
        return _as_number(value, schema["type"])
    return value


def _wanted(name: str, value: JSON, part: JSON) -> bool:
    return name in value or not problems(None, part)


def _nearest_member(value: Any, members: list) -> Any:
    if value in members:
        return value
    plain = " ".join(str(value).split()).casefold().strip("\"'.")
    same = [member for member in members if str(member).casefold() == plain]
    return same[0] if len(same) == 1 else value


def _as_number(text: str, kind: str) -> Any:
    try:
        number = float(text.strip().rstrip("%"))
    except ValueError:
        return text
    return int(number) if kind == "integer" and number.is_integer() else number
