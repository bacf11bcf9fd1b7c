"""A plan of typed steps: ask the model, compute, require, repeat, hand on. Any recipe's row is such a list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from generation.methods.fields import PARTS
from generation.methods.kit import Kit
from generation.methods.nearest import nearest
from generation.methods.parts import PartError, at, unknown
from generation.methods.plans.steps.do import DoStep
from generation.methods.plans.steps.item import ItemStep
from generation.methods.plans.steps.kinds import built, placed, read_by
from generation.methods.plans.steps.scratch import ALWAYS, BESIDES, SECOND_MODEL, Scratch
from generation.methods.plans.steps.tools.registry import TOOLS
from generation.methods.steps import Candidate, Draw, Script, drive
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class Steps:
    """The steps of a row, in order. Without an `item` step the last fields are handed on with the drawn label.

    `candidates` is how many a row gives, as far as a price can know.
    """

    steps: tuple[Any, ...]
    candidates: float = 1.0

    templates = ()

    def __post_init__(self) -> None:
        _ = self.parts  # a mistake in a step shows when the recipe is read

    @cached_property
    def parts(self) -> tuple:
        """The steps, built."""
        return built(self.steps, "steps")

    @property
    def asks(self) -> frozenset[str]:
        """The templates that its steps need."""
        return frozenset().union(*(step.asks for step in self.parts))

    @property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """What each template may name; every one also what was drawn."""
        return dict.fromkeys(sorted(self.asks), (*ALWAYS, *self.names, "one", "number"))

    @property
    def names(self) -> tuple[str, ...]:
        """What its steps give."""
        return tuple(name for step in self.parts for name in step.names)

    def writes(self, kit: Kit) -> tuple[str, ...]:
        """The parts of a new sample that its items are made of, each of which needs a field of the codebook."""
        never = {"when": not kit.context.second, "unless": kit.context.second}  # of items that name SECOND_MODEL there
        items = (
            step
            for step in self.parts
            if isinstance(step, ItemStep)
            and not step.existing
            and not any(none and getattr(step, key) == SECOND_MODEL for key, none in never.items())
        )
        return tuple(dict.fromkeys(part for item in items for part in item.fields))

    def ungiven(self, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Return the names that its steps read and neither they give nor `names` has: the place, the name, and what was
        probably meant, or ''. A name that is like none may be the project's own field or attribute.
        """
        there = {*names, *self.names, *ALWAYS, *BESIDES, *PARTS, SECOND_MODEL}
        for where, step in placed(self.parts, "steps"):
            for path, name in read_by(step, where):
                first = name.partition(".")[0]
                if first not in there:
                    yield path, first, nearest(first, sorted(there)) or ""

    def asking(self, template: str) -> str:
        """Return the place where the first step that needs a template names it."""
        steps = placed(self.parts, "steps")
        path, step = next((path, step) for path, step in steps if template in step.asks and not _inner(step))
        return at(path, next((key for key in ("user", "assistant") if getattr(step, key, "") == template), "step"))

    @property
    def apart(self) -> bool:
        """Whether the parts of a new sample need a field each."""
        return any(step.apart for step in self.parts if isinstance(step, ItemStep))

    def takes(self, kit: Kit) -> tuple[str, ...]:
        """The parts of an existing sample that its steps and templates read: neither drawn nor given by a step."""
        given = {*ALWAYS, *kit.names, *self.names}
        return tuple(name for name in self.reads(kit) if name in PARTS - given)

    def reads(self, kit: Kit) -> tuple[str, ...]:
        """The names that its steps and templates read."""
        named = (name.partition(".")[0] for step in _flat(self.parts) for name in _read(step, kit.templates))
        return tuple(dict.fromkeys(named))

    @property
    def shows(self) -> bool:
        """Whether it takes parts of the samples that are shown, instead of showing them as they are."""
        return any("examples" in step.reads.values() for step in self.parts if isinstance(step, DoStep))

    @property
    def looks_up(self) -> bool:
        """Whether it looks things up in the project's facts."""
        return any(TOOLS[step.tool].graph for step in _flat(self.parts) if isinstance(step, DoStep))

    def check(self, kit: Kit) -> None:
        """Look before anything is paid whether the settings will do; PartError says which does not.

        A setting that items take their label from names one; steps that need nothing that is drawn or asked are taken.
        """
        self._check_labels(kit)
        row = Scratch.of(kit, Draw(), self.names)
        for step in self.parts:
            if not (isinstance(step, DoStep) and set(step.reads.values()) <= {*kit.context.params, "purpose"}):
                return
            drive(step.run(row), lambda ask: None)
            if row.over:
                raise PartError(f"plan.{step.tool}", row.values[f"{step.gives}_error"].replace("%", "%%"))

    def check_question(self, kit: Kit) -> None:
        """Look whether the labels mean what its tools take them for; PartError says which do not."""
        for step in _flat(self.parts):
            if isinstance(step, DoStep):
                TOOLS[step.tool].check(kit.question)

    def _check_labels(self, kit: Kit) -> None:
        given = {step.label for step in self.parts if isinstance(step, ItemStep)} & kit.context.params.keys()
        for setting in sorted(given):
            name = str(kit.context.params[setting])
            if name and kit.question.name_of(name) is None:
                raise PartError(setting, *unknown(name, [label.name for label in kit.question.labels]))

    def row(self, kit: Kit, draw: Draw) -> Script[tuple[Candidate, ...]]:
        row = Scratch.of(kit, draw, self.names)
        for step in self.parts:
            yield from step.run(row)
            if row.over:
                detail = "; ".join(filter(None, (row.detail, *row.left_out.values())))
                return (Candidate({}, steps=tuple(row.steps), problem=row.problem, detail=detail, raw=row.raw),)
        if not any(isinstance(step, ItemStep) for step in self.parts):
            yield from ItemStep().run(row)
        made = row.candidates or [Candidate({}, steps=tuple(row.steps), problem=_("nothing to hand on"))]
        cut = "; ".join(row.left_out.values())
        return tuple(replace(one, detail=cut) for one in made) if cut else tuple(made)

    @property
    def models(self) -> frozenset[str]:
        """Which of the run's models its steps ask."""
        return frozenset().union(*(step.models for step in self.parts))

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """Calls of a row, at least and at most, of one model or of all. Where each depends on something, one of them is
        made all the same."""
        each = [step.calls(kit, of) for step in self.parts]
        least, most = sum(low for low, _high in each), sum(high for _low, high in each)
        return least if of else max(least, min(most, 1)), most


def _inner(step: Any) -> tuple:
    return getattr(step, "parts", ())


def _flat(steps: Iterable[Any]) -> Iterator[Any]:
    """The steps, and those inside loops."""
    for step in steps:
        yield step
        yield from _flat(_inner(step))


def _read(step: Any, templates: Mapping[str, Template]) -> Iterator[str]:
    """The values that a step reads by name."""
    if isinstance(step, DoStep):
        yield from step.reads.values()
    elif isinstance(step, ItemStep):
        yield from step.fields.values()
    for name in step.asks:
        yield from templates[name].variables
