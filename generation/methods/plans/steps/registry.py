"""The kinds of steps that a plan is made of, by the name that documents use."""

from collections.abc import Iterable
from typing import Any

from generation.methods.parts import Part, build
from generation.methods.plans.steps.ask import AskStep
from generation.methods.plans.steps.do import DoStep
from generation.methods.plans.steps.item import ItemStep
from generation.methods.plans.steps.loop import LoopStep
from generation.methods.plans.steps.require import RequireStep

STEPS = {"ask": AskStep, "do": DoStep, "require": RequireStep, "loop": LoopStep, "item": ItemStep}


def built(steps: Iterable[Any], path: str) -> tuple:
    """Return the steps of a document, built; PartError says which of them does not fit."""
    parts = enumerate(steps, start=1)
    return tuple(build(STEPS, Part.from_json(one, f"{path}.{i}"), {}, f"{path}.{i}") for i, one in parts)
