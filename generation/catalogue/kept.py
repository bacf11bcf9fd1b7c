"""A recipe as plain data: whoever only judges recipes reads this, which is ten times as fast as their documents."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.methods.parts import Part
from generation.methods.templates import Template


def to_data(recipe: Recipe) -> dict[str, Any]:
    """Return all that the recipe is, as JSON takes it."""
    return {one.name: _plain(getattr(recipe, one.name)) for one in fields(recipe)}


def from_data(data: Mapping[str, Any]) -> Recipe:
    """Return the recipe that `to_data` was given; TypeError or KeyError where another version wrote the data."""
    return Recipe(
        **{
            **data,
            "params": tuple(_param(one) for one in data["params"]),
            "templates": tuple(Template(**one) for one in data["templates"]),
            "cites": tuple(data["cites"]),
            "reply_tokens": tuple(data["reply_tokens"]),
            "values": tuple(map(Part.from_json, data["values"])),
            "verify": tuple(map(Part.from_json, data["verify"])),
            **{name: Part.from_json(data[name]) for name in ("plan", "allocator", "demonstrations", "schedule")},
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.to_json()
    if isinstance(value, (Param, Template)):
        return asdict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _param(data: Mapping[str, Any]) -> Param:
    return Param(**{**data, "choices": tuple((value, title) for value, title in data["choices"])})
