"""Plain YAML alone: texts, numbers, true and false, null, lists and mappings.

No aliases, no tags, no key twice, texts as keys, at most 64 kB, nested sixteen levels deep. A day is a text.
"""

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError

from generation.methods.parts import at
from generation.methods.storable import UNSTORABLE
from generation.methods.translatable import gettext_noop as _

LARGEST = 64_000
DEEPEST = 16
LONGEST_NUMBER_BITS = 256  # of a whole number; Python writes none of more than 4,300 digits


class NotPlain(ValueError):
    """A text that is not read: `place` is its line, `message` English with %(…)s places for `values`."""

    def __init__(self, place: str, message: str, values: dict[str, Any]):
        super().__init__(f"{place}: {message % values}")
        self.place, self.message, self.values = place, message, values


def loaded(text: str) -> Any:
    """Return what a text says; NotPlain where it is no plain YAML."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST or "\x00" in text:
        raise NotPlain("", _("A recipe is a text of at most 64 kB."), {})
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader that reads less
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        said = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "not readable"
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "line 1"
        raise NotPlain(place, _("This is not plain YAML: %(why)s."), {"why": said}) from problem


def lines_of(text: str) -> dict[str, int]:
    """Return on which line each place of a text that can be read stands, by its path."""
    return dict(_lines(yaml.compose(text, Loader=_Loader), ""))


def _lines(node: yaml.Node | None, path: str) -> Iterator[tuple[str, int]]:
    """The line of each key and entry below a node; of two keys that are cut to the same path, the last one's."""
    if isinstance(node, yaml.MappingNode):
        below = [(at(path, key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        below = [(at(path, i), value, value) for i, value in enumerate(node.value)]
    else:
        below = []
    for place, marked, value in below:
        yield place, marked.start_mark.line + 1
        yield from _lines(value, place)


def dumped(data: Any) -> str:
    """Return data as YAML, texts of several lines as blocks."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, so that templates stay readable; no aliases for equal values."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


PLAIN = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "seq"))
DAY = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """Plain values alone: an alias could make a small text huge, and a key given twice hides the first."""

    yaml_constructors = {kind: yaml.SafeLoader.yaml_constructors[kind] for kind in (*PLAIN, None)}
    yaml_implicit_resolvers = {
        first: [(kind, shape) for kind, shape in shapes if kind != DAY]
        for first, shapes in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: str):
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node:
        if self.check_event(yaml.AliasEvent):
            raise ComposerError(None, None, "aliases (*name) are not read", self.peek_event().start_mark)
        if self.peek_event().tag is not None:
            raise ComposerError(None, None, "tags (!name) are not read", self.peek_event().start_mark)
        self._depth += 1
        if self._depth > DEEPEST:
            raise ComposerError(None, None, "nested too deeply", self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep=deep)
        except (ValueError, OverflowError) as problem:  # a number that Python does not read
            raise _too_long(node) from problem
        if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER_BITS:
            raise _too_long(node)
        return value

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        text = super().construct_scalar(node)
        if UNSTORABLE.search(text):
            raise ConstructorError(
                None, None, "a character that no text can hold (NUL, or half of one)", node.start_mark
            )
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        mapping = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise ConstructorError(None, None, f"{key!r} is no text", key_node.start_mark)
            if key in mapping:
                raise ConstructorError(None, None, f"{key} stands here twice", key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


def _too_long(node: yaml.Node) -> ConstructorError:
    return ConstructorError(None, None, "a number of too many digits, or not one at all", node.start_mark)


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict:
    return loader.construct_mapping(node)


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
