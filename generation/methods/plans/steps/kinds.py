"""The kinds of steps that a plan is made of, by the name that documents use; the loop among them holds others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generation.methods.kit import Kit
from generation.methods.parts import Part, at, bounded, build
from generation.methods.plans.steps.ask import LIKELY, AskStep
from generation.methods.plans.steps.do import DoStep
from generation.methods.plans.steps.item import ItemStep
from generation.methods.plans.steps.require import RequireStep
from generation.methods.plans.steps.scratch import SECOND_MODEL, Scratch
from generation.methods.plans.steps.turns import TurnsStep
from generation.methods.steps import Script


@dataclass(frozen=True)
class LoopStep:
    """Take the steps up to `times` times; stop after a turn that leaves the value called `until` true.

    Templates call the number of the turn {turn}, from 1. With `each` there is a turn for each entry of that list, of
    the first 50, one after the other, so that later ones know what earlier ones gave; templates call the entry {one},
    and an entry that is an object by its names as well.
    """

    steps: tuple[Any, ...]
    times: int = bounded(1, least=0, most=40)
    until: str = ""
    each: str = ""
    when: str = ""

    READ = ("until", "each", "when")

    def __post_init__(self) -> None:
        _ = self.parts  # a mistake inside shows when the recipe is read

    @cached_property
    def parts(self) -> tuple:
        """The steps of a turn."""
        return built(self.steps, "steps")

    @property
    def asks(self) -> frozenset[str]:
        """The templates that its steps need."""
        return frozenset().union(*(step.asks for step in self.parts))

    @property
    def names(self) -> tuple[str, ...]:
        """What its steps give."""
        return ("turn", *(name for step in self.parts for name in step.names))

    @property
    def models(self) -> frozenset[str]:
        """Which models its steps ask."""
        return frozenset().union(*(step.models for step in self.parts))

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """Calls at least and at most, of one model or of all."""
        if self.when == SECOND_MODEL and not kit.context.second:
            return 0, 0
        each = [step.calls(kit, of) for step in self.parts]
        times = LIKELY if self.each else self.times
        once = times if not self.until else min(times, 1)
        surely = self.when in ("", SECOND_MODEL) and not self.each
        least = 0 if not surely else once * sum(low for low, _high in each)
        return least, times * sum(high for _low, high in each)

    def run(self, row: Scratch) -> Script[None]:
        if self.when and not row.known(self.when):
            return
        for number, entry in self._turns(row):
            row.values["turn"] = number
            with row.turn(number), row.having(**entry):
                for step in self.parts:
                    yield from step.run(row)
                    if row.over:
                        return
            if self.until and row.known(self.until):
                return

    def _turns(self, row: Scratch) -> list[tuple[int, dict[str, Any]]]:
        if not self.each:
            return [(number, {}) for number in range(1, self.times + 1)]
        entries = enumerate(row.entries(self.each), start=1)
        return [(i, {"one": one, "number": i, **(one if isinstance(one, Mapping) else {})}) for i, one in entries]


STEPS = {"ask": AskStep, "do": DoStep, "require": RequireStep, "loop": LoopStep, "turns": TurnsStep, "item": ItemStep}


def built(steps: Iterable[Any], path: str) -> tuple:
    """Return the steps of a document, built; PartError says which of them does not fit."""
    return tuple(_step(one, at(path, i)) for i, one in enumerate(steps))


KINDS = {kind: name for name, kind in STEPS.items()}


def placed(steps: Iterable[Any], path: str) -> Iterator[tuple[str, Any]]:
    """Return steps with their places, those inside loops too."""
    for i, step in enumerate(steps):
        where = at(at(path, i), KINDS[type(step)])
        yield where, step
        yield from placed(getattr(step, "parts", ()), at(where, "steps"))


def read_by(step: Any, path: str) -> Iterator[tuple[str, str]]:
    """Return the names of values that a step reads, each with its place."""
    for key in step.READ:
        named = getattr(step, key)
        inner = named.items() if isinstance(named, Mapping) else ()
        yield from ((at(at(path, key), name), value) for name, value in inner)
        if isinstance(named, str) and named:
            yield at(path, key), named


def _step(data: Any, path: str) -> Any:
    """Build a step. Its `when` names a value of the row; that of other parts a setting of the recipe."""
    part = Part.from_json(data, path)
    settings = {**part.settings, "when": part.when} if part.when else part.settings
    return build(STEPS, Part(part.name, settings), {}, path)
