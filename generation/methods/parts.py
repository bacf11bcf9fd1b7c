"""A part of a recipe as data: a name, its settings, and what they may be.

Parts are frozen dataclasses whose fields are their settings. A recipe holds each as a `Part`: the name under which it
is registered and the settings that differ from the defaults. A value `"$name"` stands for the recipe's own setting of
that name, which a lead chooses in a form; `when` drops the part unless that setting is true.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from generation.methods.nearest import nearest
from generation.methods.translatable import gettext_noop as _

MOST_WHOLE = 2**53  # what JSON can hold of whole numbers wherever it is read
LONGEST_KEY = 60  # characters of a name that a message repeats


class PartError(ValueError):
    """A part that cannot be built; `path` says where, `message` is English with %(…)s places for `values`."""

    def __init__(self, path: str, message: str, values: dict[str, Any] | None = None):
        super().__init__(f"{path}: {message % (values or {})}")
        self.path, self.message, self.values = path, message, values or {}

    def below(self, path: str) -> "PartError":
        """Return what a part said of its own settings, with the place of the part."""
        return PartError(f"{path}.{self.path}", self.message, self.values)


def at(path: str, key: str | int) -> str:
    """Return the path of what stands under a key, or at a place of a list, the first being 0."""
    return ".".join(filter(None, (path, key[:LONGEST_KEY] if isinstance(key, str) else str(key + 1))))


@dataclass(frozen=True)
class Part:
    """A part by name, with the settings that differ from its defaults."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    when: str = ""

    def to_json(self) -> str | dict:
        """Return the name alone, or {name: settings}; `from_json(to_json())` is the same part."""
        inner = {**self.settings, **({"when": self.when} if self.when else {})}
        return {self.name: inner} if inner else self.name

    @classmethod
    def from_json(cls, data: object, path: str = "part") -> "Part":
        """Read `name` or `{name: {setting: value}}`; PartError where it is neither."""
        if isinstance(data, str) and data:
            return cls(data)
        if not isinstance(data, dict) or len(data) != 1:
            raise PartError(path, _("Write a name, or a name with its settings below it."))
        name, inner = next(iter(data.items()))
        if not isinstance(inner, dict):
            raise PartError(at(path, name), _("Write one setting a line, with a colon after its name."))
        settings = {key: value for key, value in inner.items() if key != "when"}
        return cls(name, settings, typed(str, inner.get("when", ""), at(at(path, name), "when")))

    def place(self, path: str) -> str:
        """Return the path of its name: a key where settings stand below it, else the value."""
        return at(path, self.name) if self.settings or self.when else path

    def wanted(self, params: dict[str, Any]) -> bool:
        """Say whether the part is in use under these settings of the recipe."""
        return not self.when or bool(resolved(self.when, params, "when"))


def resolved(value: Any, params: dict[str, Any], path: str) -> Any:
    """Return `value` with every "$name" replaced by the recipe's setting; PartError for a name that there is not."""
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in params:
            raise PartError(path, *unknown(value, [f"${name}" for name in params]))
        return params[value[1:]]
    if isinstance(value, dict):
        return {key: resolved(inner, params, at(path, key)) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(resolved(inner, params, at(path, i)) for i, inner in enumerate(value))
    return value


def build(kinds: dict[str, type], part: Part, params: dict[str, Any], path: str, also: tuple[str, ...] = ()) -> Any:
    """Return the part's object with its settings filled in; PartError names what does not fit and what was meant, be it
    one of the names that may stand there `also`."""
    if part.name not in kinds:
        raise PartError(part.place(path), *unknown(part.name, kinds))
    return filled(kinds[part.name], part.settings, params, at(path, part.name), also)


def filled(
    kind: type, settings: Mapping[str, Any], params: dict[str, Any], path: str, also: tuple[str, ...] = ()
) -> Any:
    """Return an object of a kind with these settings, which stand at `path`; PartError names what does not fit."""
    known = {one.name: one for one in fields(kind)}
    hints = _hints(kind)
    values = {}
    for name, value in settings.items():
        where = at(path, name)
        if name not in known:
            raise PartError(where, *unknown(name, (*known, *also)))
        values[name] = typed(hints[name], resolved(value, params, where), where)
        _bounded(known[name].metadata, values[name], where)
    missing = [name for name, one in known.items() if name not in values and _required(one)]
    if missing:
        raise PartError(path, _("The setting “%(name)s” is missing."), {"name": missing[0]})
    try:
        return kind(**values)
    except PartError as problem:
        raise problem.below(path) from problem


@cache
def _hints(kind: type) -> dict[str, Any]:
    """A list of recipes builds thousands of parts of a hundred kinds."""
    return get_type_hints(kind)


def bounded(default: Any, *, least: float | None = None, most: float | None = None) -> Any:
    """Return a dataclass field with a default and bounds that `build` holds it to."""
    return field(default=default, metadata={"least": least, "most": most})


def unknown(name: str, known: Iterable[Any]) -> tuple[str, dict]:
    """Return the message for a name that there is not, with what was probably meant, or all that there is."""
    name, names = name[:LONGEST_KEY], sorted(map(str, known))
    if meant := nearest(name, names) or next(iter(get_close_matches(name, names, n=1)), None):
        return _("There is no “%(name)s” here. Did you mean “%(meant)s”?"), {"name": name, "meant": meant}
    return _("There is no “%(name)s” here. There is: %(known)s."), {"name": name, "known": ", ".join(names) or "–"}


def outside(least: float | None, most: float | None) -> tuple[str, dict]:
    """Return the message for a number that is not within its bounds, of which it has one or both."""
    if most is None:
        return _("Enter a number of at least %(least)s."), {"least": least}
    if least is None:
        return _("Enter a number of at most %(most)s."), {"most": most}
    return _("Enter a number from %(least)s to %(most)s."), {"least": least, "most": most}


def fingerprint(data: Any) -> str:
    """Return 16 hexadecimal digits of a JSON value; the order of keys does not count."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def typed(hint: Any, value: Any, path: str) -> Any:
    """Return the value in a type; PartError where it is of another: numbers are not texts, true is not one."""
    origin = get_origin(hint)
    if origin is Literal:
        if value not in get_args(hint):
            raise PartError(path, *unknown(str(value), get_args(hint)))
        return value
    if origin is UnionType:
        if value is None and NoneType in get_args(hint):
            return None
        return typed(next(one for one in get_args(hint) if one is not NoneType), value, path)
    if origin is tuple:
        members = (value,) if isinstance(value, str | int | float) else value
        if not isinstance(members, list | tuple):
            raise PartError(path, _("Enter a list."))
        alone = members is not value
        return tuple(typed(get_args(hint)[0], one, path if alone else at(path, i)) for i, one in enumerate(members))
    if origin is dict:
        if not isinstance(value, Mapping):
            raise PartError(path, _("Write one setting a line, with a colon after its name."))
        return {name: typed(get_args(hint)[1], inner, at(path, name)) for name, inner in value.items()}
    if hint is float and type(value) in (int, float):
        return _finite(value, path)
    if hint in (bool, int, float, str) and type(value) is not hint:
        wanted = {bool: _("Enter true or false."), int: _("Enter a whole number."), float: _("Enter a number.")}
        raise PartError(path, wanted.get(hint, _("Enter a text.")))
    if hint is int and abs(value) > MOST_WHOLE:
        raise PartError(path, _("Enter a whole number."))
    return value


def _finite(value: float, path: str) -> float:
    """A number that can be stored and reckoned with: not .nan, .inf or one of hundreds of digits."""
    if abs(value) < math.inf and (type(value) is float or abs(value) <= MOST_WHOLE):
        return float(value)
    raise PartError(path, _("Enter a number."))


def _required(one) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _bounded(metadata: Mapping[str, Any], value: Any, path: str) -> None:
    least, most = metadata.get("least"), metadata.get("most")
    if (least is not None and value < least) or (most is not None and value > most):
        raise PartError(path, *outside(least, most))
