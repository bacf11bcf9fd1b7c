"""What a recipe is: a named configuration of parts, pure and replayable; the engine asks, stores and pays.

A recipe is a file beside this one and a line in registry.py; what it is made of are parts by name (parts.py), so that
any recipe can be written down, copied and edited as a document. Its settings are what a lead chooses in the form; the
parts take them by "$name". In a run it is a Prepared (prepared.py).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from generation.catalogue.params import Param, ParamError, cleaned
from generation.catalogue.parts import ALLOCATORS, PLANS, SCHEDULES, SELECTORS, SOURCES
from generation.catalogue.prepared import Prepared
from generation.catalogue.usual_settings import SAMPLED
from generation.methods.context import Context
from generation.methods.kit import Model, Task
from generation.methods.parts import Part, PartError, build, filled, fingerprint, resolved
from generation.methods.steps import SECOND
from generation.methods.templates import Template

#: What a recipe that writes takes: what it wrote from gold would be tested on its own model.
BUT_GOLD = {"all": "all but gold", "imported": "imported but gold"}


@dataclass(frozen=True)
class Recipe:
    """A recipe: what people read about it, its settings, and its parts. `second` says in words what a second model is
    for, where its steps ask one."""

    name: str
    title: str
    summary: str
    when: str
    cites: tuple[str, ...]
    params: tuple[Param, ...]
    templates: tuple[Template, ...]
    plan: Part
    version: int = 1
    task: dict[str, Any] = field(default_factory=dict)
    model: dict[str, Any] = field(default_factory=lambda: dict(SAMPLED))
    values: tuple[Part, ...] = ()
    allocator: Part = Part("uniform")
    demonstrations: Part = Part("nothing")
    verify: tuple[Part, ...] = (Part("format"), Part("refusal"))
    schedule: Part = Part("single")
    rows_per_sample: float = 1.0  # rows drawn for one accepted, in the worst likely case
    reply_tokens: tuple[int, int] = (40, 400)  # of a reply whose length is not asked for: short, long
    second: str = ""

    @property
    def purpose(self) -> str:
        """What its runs do: generate or annotate."""
        return self.task.get("purpose", "generate")

    @cached_property
    def asks_second(self) -> bool:
        """Whether some of its steps ask a run's second model."""
        plan = build(PLANS, self.plan, {param.name: param.default for param in self.params}, "plan")
        return SECOND in getattr(plan, "models", ())

    @property
    def uses_attributes(self) -> bool:
        """Whether rows are drawn from the project's attributes."""
        return any(part.name == "attributes" for part in self.values)

    def knowledge(self, params: dict[str, Any]) -> tuple[str, ...]:
        """Which of the project's documents and triples its rows are written from under these settings."""
        used = (build(SOURCES, part, params, "values") for part in self.values if part.wanted(params))
        found = (getattr(source, "knowledge", "") for source in used)
        return tuple(dict.fromkeys(filter(None, found)))

    def clean(self, params: dict[str, Any]) -> dict[str, Any]:
        """Return the settings with defaults; ParamError names what does not fit, or what some part does not take."""
        values = cleaned(self.params, params)
        if fault := self._refused(values):
            usual = {param.name: param.default for param in self.params}
            alone = {name: self._refused(usual | {name: values[name]}) for name in params}
            raise ParamError({name: why for name, why in alone.items() if why} or dict.fromkeys(params, fault))
        return values

    def built(self, params: dict[str, Any]) -> "Built":
        """Return its parts under these settings; PartError says what does not fit."""
        return Built(
            [build(SOURCES, one, params, "values") for one in self.values if one.wanted(params)],
            build(ALLOCATORS, self.named_allocator(params), params, "allocator"),
            build(SELECTORS, self.demonstrations, params, "demonstrations"),
            build(PLANS, self.plan, params, "plan"),
            build(SCHEDULES, self.schedule, params, "schedule"),
            filled(Task, self.task, params, "task"),
            filled(Model, self.model, params, "model"),
        )

    def _refused(self, values: dict[str, Any]) -> tuple[str, dict] | None:
        try:
            self.built(values)
        except PartError as problem:
            return problem.message, problem.values
        return None

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change with the parts and the templates, and with no word about them."""
        return fingerprint([self.name, self.version, self.parts_json(), [template.ref for template in self.templates]])

    def parts_json(self) -> dict:
        """Return the parts as data."""
        return {
            "task": self.task,
            "model": self.model,
            "values": [part.to_json() for part in self.values],
            "allocator": self.allocator.to_json(),
            "demonstrations": self.demonstrations.to_json(),
            "plan": self.plan.to_json(),
            "verify": [part.to_json() for part in self.verify],
            **({} if self.schedule == Part("single") else {"schedule": self.schedule.to_json()}),
        }

    def named_allocator(self, params: dict[str, Any]) -> Part:
        """Return the allocator under the name that a setting gives, where one does."""
        return replace(self.allocator, name=resolved(self.allocator.name, params, "allocator"))

    def items(self, params: dict[str, Any]) -> str:
        """Which existing samples the rows are made from: '' none, 'unlabelled', 'all', 'imported'; of these a recipe
        that writes takes no gold samples, which 'all but gold' and 'imported but gold' say."""
        which = build(ALLOCATORS, self.named_allocator(params), params, "allocator").items
        return BUT_GOLD.get(which, which) if self.purpose == "generate" else which

    def times(self, params: dict[str, Any]) -> int:
        """How often an existing sample is taken at most."""
        return getattr(build(ALLOCATORS, self.named_allocator(params), params, "allocator"), "times", 1)

    def prepare(self, context: Context) -> Prepared:
        """Return the recipe with its parts built for a run; PartError says what does not fit."""
        return Prepared(self, context)


class Built(NamedTuple):
    """The parts of a recipe under certain settings."""

    sources: list[Any]
    allocator: Any
    selector: Any
    plan: Any
    schedule: Any
    task: Task
    model: Model
