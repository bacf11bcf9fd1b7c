"""One mistake anywhere in a document: it is named once, at its very place and on its line, with what was meant."""

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from generation.catalogue.document import DocumentError, from_yaml
from generation.methods.plans.steps.tools.registry import TOOLS
from tests.generation.catalogue.documents import DOCUMENT

#: Mappings whose keys a recipe makes up itself.
FREE = {"choices", "gives", "fields", "keep"}
MARK = "zqx"
thorough = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Place:
    """Where something stands in a document: the keys that lead there, and its path as people are told it."""

    recipe: str
    way: tuple

    @property
    def path(self) -> str:
        return ".".join(key if isinstance(key, str) else str(key + 1) for key in self.way)

    def put(self, value: Any) -> dict:
        """The document with another value here."""
        data = deepcopy(DOCUMENT[self.recipe])
        self.holder(data)[self.way[-1]] = value
        return data

    def renamed(self, key: str) -> tuple["Place", dict]:
        """The document with another key here, and where that stands."""
        data = deepcopy(DOCUMENT[self.recipe])
        holder = self.holder(data)
        kept = {key if name == self.way[-1] else name: value for name, value in holder.items()}
        holder.clear()
        holder.update(kept)
        return Place(self.recipe, (*self.way[:-1], key)), data

    def holder(self, data: Any) -> Any:
        for key in self.way[:-1]:
            data = data[key]
        return data

    @property
    def value(self) -> Any:
        return self.holder(DOCUMENT[self.recipe])[self.way[-1]]


def below(node: Any, way: tuple = ()):
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*way, key)
        yield from below(value, (*way, key))


PLACES = [Place(name, way) for name, data in DOCUMENT.items() for way in below(data)]


def takes_any(place: Place) -> bool:
    """Whether it is a value that a tool of any values takes, or a constant for a tool."""
    if len(place.way) < 3 or place.way[-3] != "do":
        return False
    step = Place(place.recipe, place.way[:-2]).value
    return place.way[-2] == "settings" or (place.way[-2] == "reads" and TOOLS[step["tool"]].takes_any)


def is_named(place: Place) -> bool:
    """Whether its key is one of a fixed list: no name of the recipe's own, no place in a list."""
    *above, key = place.way
    inside = above[-1] if above else ""
    own = above in (["settings"], ["templates"]) or FREE & set(above) or takes_any(place)
    return isinstance(key, str) and not own and inside != "do"


NAMED = [place for place in PLACES if is_named(place)]
TYPED = [place for place in PLACES if not takes_any(place) and place.path != "templates"]


def refusal(data: dict) -> tuple[DocumentError, str]:
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)
    with pytest.raises(DocumentError) as refused:
        from_yaml(text)
    return refused.value, text


def told(error: DocumentError, path: str) -> str:
    """What is said of a place, which is said once."""
    said = [message % values for where, message, values in error.problems if where == path]
    assert len(said) == 1, (path, error.problems)
    return said[0]


def line_of(place: Place) -> int:
    text = yaml.safe_dump(place.put(MARK), sort_keys=False, allow_unicode=True, width=10_000)
    return next(number for number, line in enumerate(text.splitlines(), start=1) if MARK in line)


@given(st.sampled_from(NAMED))
@thorough
def test_a_key_that_there_is_not_is_named_at_its_place_and_line(place):
    wrong, data = place.renamed(MARK)
    error, text = refusal(data)
    assert f"There is no “{MARK}” here." in told(error, wrong.path)
    assert MARK in text.splitlines()[error.line(wrong.path) - 1]


@given(st.sampled_from(TYPED))
@thorough
def test_a_value_of_a_wrong_type_is_named_at_its_place_and_line(place):
    error, text = refusal(place.put([[[]]]))
    [(path, *_said)] = [one for one in error.problems if f"{one[0]}.".startswith(f"{place.path}.")]
    assert error.line(place.path) == line_of(place)
    assert error.line(path) in (line_of(place), line_of(place) + 1)


def misspelt(name: str, how: int, at: int) -> str:
    """The name with a letter left out, doubled, or after the next one."""
    i = at % (len(name) - 1)
    return (name[:i] + name[i + 1 :], name[: i + 1] + name[i:], name[:i] + name[i + 1] + name[i] + name[i + 2 :])[how]


@given(st.sampled_from([place for place in NAMED if len(place.way[-1]) > 3]), st.integers(0, 2), st.integers(0, 30))
@thorough
def test_a_misspelt_key_is_told_with_what_was_meant(place, how, at):
    key = misspelt(place.way[-1], how, at)
    assume(key not in place.holder(DOCUMENT[place.recipe]))
    wrong, data = place.renamed(key)
    error, _text = refusal(data)
    assert "Did you mean “" in told(error, wrong.path)


def spelled() -> list[tuple[Place, str]]:
    """The names that are values: of parts, tools, types and settings, and those that prompts name."""
    found = []
    for place in PLACES:
        text, key = place.value, place.way[-1]
        if not isinstance(text, str):
            continue
        if place.way[0] == "templates":
            found += [(place, name) for name in re.findall(r"(?<!\{)\{([a-z_]{5,})\}(?!\})", text)]
        elif text.startswith("$") or key in ("type", "tool") or place.way in (("plan",), ("allocator",), ("schedule",)):
            found.append((place, text.removeprefix("$")))
        elif place.way[0] in ("values", "verify") and len(place.way) == 2:
            found.append((place, text))
    return [(place, name) for place, name in found if len(name) > 4]


@given(st.sampled_from(spelled()), st.integers(0, 2), st.integers(0, 30))
@thorough
def test_a_misspelt_name_is_told_with_what_was_meant(spelled, how, at):
    place, name = spelled
    wrong = misspelt(name, how, at)
    assume(wrong != name)
    error, text = refusal(place.put(re.sub(rf"(?<![a-z_]){name}(?![a-z_])", wrong, place.value)))
    said = told(error, place.path).replace("“$", "“")  # a setting is named with its sign
    assert f"There is no “{wrong}” here. Did you mean “" in said
    assert error.line(place.path) == line_of(place)
