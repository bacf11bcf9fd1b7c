"""What a recipe is: a named configuration of parts, pure and replayable; the engine asks, stores and pays.

A recipe is a file beside this one and a line in registry.py; what it is made of are parts by name (parts.py), so that
any recipe can be written down, copied and edited as a document. Its settings are what a lead chooses in the form; the
parts take them by "$name".
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from generation.catalogue.params import Param, ParamError, cleaned
from generation.catalogue.parts import ALLOCATORS, PLANS, SCHEDULES, SELECTORS, SOURCES
from generation.methods.allocators import Wanted
from generation.methods.conditions import Dimension, Scope
from generation.methods.context import Context
from generation.methods.demonstrations.choosing import Choosing
from generation.methods.fields import check_alone, check_filled, check_held, check_told, placing
from generation.methods.kit import Kit, Model, Task, in_scope
from generation.methods.lack import Lack
from generation.methods.parts import Part, PartError, build, filled, fingerprint, resolved
from generation.methods.plans.steps.plan import Steps
from generation.methods.steps import SECOND, Candidate, Demonstration, Draw, Gate, Proposal, Script
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.own import Keeping

QUESTION = Param(
    "question", "text", "", _("Question"), _("Name of the label question; empty for the codebook's first one.")
)
TEMPERATURE = Param(
    "temperature",
    "float",
    1.0,
    _("Temperature"),
    _("How freely the model writes: 0 always the same."),
    0,
    2,
)
TOP_P = Param("top_p", "float", 1.0, _("Top-p"), _("Share of the probability mass that words are drawn from."), 0.01, 1)
HEADER_TOKENS = Param(
    "header_tokens",
    "int",
    1500,
    _("Longest codebook part"),
    _(
        "Tokens of the codebook in each prompt. Where it is longer, examples are left out first; definitions "
        "always stay."
    ),
    100,
    20_000,
)
SAMPLED = {"temperature": "$temperature", "top_p": "$top_p", "max_tokens": "$max_tokens"}
ANSWERED = {"temperature": "$temperature", "top_p": 1.0, "max_tokens": "$max_tokens"}  # nothing varied is wanted
STEADY = replace(TEMPERATURE, default=0.0, help=_("0 gives the model's steadiest answer."))
ASK_CONFIDENCE = Param(
    "ask_confidence",
    "bool",
    False,
    _("Ask for its confidence"),
    _("For endpoints that give no token probabilities."),
)


FIELDS = Param(
    "fields",
    "text",
    "",
    _("Fields"),
    _("Which field takes which part, such as “question=title, answer=body”. Empty: by their names."),
)
FIELD_SETTINGS = {"field", "input", "output", "optional", "entities"}  # of gates: which part of a sample they look at
#: Gates that say something else of a part than of the whole sample.
MEASURING = {"word_growth", "repeated_run", "drift", "entity_literal"}


def max_tokens(default: int) -> Param:
    """The setting for the longest reply."""
    return Param("max_tokens", "int", default, _("Longest reply"), _("Tokens of a reply at most."), 16, 16_384)


def writing(*own: Param, longest: int = 512, temperature: float = 1.0) -> tuple[Param, ...]:
    """The settings of a recipe that writes items: its own between those that all of them have."""
    return (QUESTION, *own, replace(TEMPERATURE, default=temperature), TOP_P, max_tokens(longest), HEADER_TOKENS)


def listed(name: str, default: int, title: str, most: int) -> Param:
    """The setting for how many values a set-up asks for, from 2 to `most`."""
    return Param(name, "int", default, title, _("Used where the project has none yet."), 2, most)


@dataclass(frozen=True)
class Calls:
    """Calls of the set-up and of the rows: at least, and at most in the worst likely case."""

    setup_low: int
    setup_high: int
    rows_low: int
    rows_high: int
    second_low: int = 0  # those of the rows' that a second model is asked
    second_high: int = 0


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

    def prepare(self, context: Context) -> "Prepared":
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


class Prepared:
    """A recipe in a run: its parts, built from the run's settings and what the run froze. Pure, like they are."""

    def __init__(self, recipe: Recipe, context: Context):
        params = context.params
        self.recipe = recipe
        built = recipe.built(params)
        self._sources, self._allocator, self._selector, self._plan, self.schedule, task, model = built
        templates = {step_of(one): one for one in (*self._plan.templates, *recipe.templates)}
        names = tuple(name for part in (*self._sources, self.schedule) for name in part.names)
        kit = Kit(context, Scope(), task, model, templates, names)
        lists = (own for source in self._sources if hasattr(source, "own") for own in source.own(kit))
        self._keeping, self._given = Keeping.of(recipe.name, lists), context.scope
        self.context = replace(context, scope=self.seen(context.scope))
        self._bare = replace(kit, context=self.context)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The gates that a candidate must pass, in order."""
        params = self.context.params
        return tuple(
            Gate(part.name, self._placed(resolved(part.settings, params, part.name))) for part in self._used_gates
        )

    @property
    def _used_gates(self) -> list[Part]:
        return [part for part in self.recipe.verify if part.wanted(self.context.params)]

    def _placed(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Name the codebook's fields where a gate names parts of a sample, as items do."""
        spec, said = self.context.spec, self.context.params.get("fields", "")
        known = {field.name for field in spec.fields}

        def place(part: Any) -> Any:
            if isinstance(part, tuple):
                return tuple(map(place, part))
            return part if part in known else placing([part], spec, said)[part]

        return {name: place(value) if name in FIELD_SETTINGS else value for name, value in settings.items()}

    @cached_property
    def kit(self) -> Kit:
        """What the parts of a row work with: its scope holds the dimensions that rows are drawn from."""
        kit = self._knowing
        drawn = (dimension for source in self._sources for dimension in source.drawn(kit))
        return replace(self._bare, scope=Scope(tuple(drawn)))

    @cached_property
    def _choosing(self) -> Choosing:
        """The selector over the run's samples: what it does once is done with the first rows that are planned."""
        return self._choosing_from(())

    def _choosing_from(self, grown: Sequence[Demonstration]) -> Choosing:
        pool = [*self._pool, *grown] if grown else self._pool
        return Choosing(self.recipe.demonstrations.name, self._selector, self.kit, pool)

    @cached_property
    def _pool(self) -> Sequence[Demonstration]:
        """What examples are chosen from: the project's seeds, or what the round's preparation gave."""
        if not self.schedule.pools:
            return self.context.support
        return [Demonstration(**one) for one in self.kit.notes.get("pool", ())]

    @cached_property
    def lacks(self) -> Lack | None:
        """What a part works on and the project has too little of; None where there is enough."""
        parts = (*self._sources, self._selector, self.schedule)
        return next(filter(None, (part.lacks(self._bare) for part in parts)), None)

    @property
    def bars(self) -> Lack | None:
        """What the recipe cannot run without and the project has too little of; None where it can run.

        Examples to show are such a thing where they are required; elsewhere a prompt goes without. PartError where the
        codebook's fields do not fit what the recipe writes or reads, or a setting names what is not there.
        """
        if isinstance(self._plan, Steps):
            self._plan.check(self._bare)
            self._check_fields(self._plan)
            self._plan.check_question(self._bare)
        self._check_named()
        examples = [self._selector] if self._selector.required else []
        parts = (*self._sources, *examples, self.schedule)
        return next(filter(None, (part.lacks(self._bare) for part in parts)), None)

    def _check_named(self) -> None:
        """What a part is set to name is there."""
        for part in (*self._sources, self.schedule):
            if hasattr(part, "check"):
                part.check(self._bare)

    def _check_fields(self, plan: Steps) -> None:
        """Each part that is written has a field and each field a part; samples have what is read of them."""
        spec, said = self.context.spec, self.context.params.get("fields", "")
        measured = any(one.name in MEASURING and one.settings.get("field") for one in self._used_gates)
        writes = plan.writes(self._bare)
        where = placing(writes, spec, said, apart=plan.apart or measured)
        check_told(said, writes or plan.takes(self._bare), plan.reads(self._bare))
        if plan.apart:
            for name in {*where.values()} - {""}:
                check_alone(where, name)
        if where:
            given = next((gate.params.get("optional", ()) for gate in self.gates if gate.name == "format"), ())
            check_filled(where, spec, given)
        for gate in self.gates:
            if gate.name in MEASURING:
                check_alone(where, gate.params.get("field", ""))
        if self.recipe.items(self.context.params):
            check_held(plan.takes(self._bare), spec, said)

    def seen(self, scope: Scope) -> Scope:
        """Return what of the project's dimensions the recipe may use: no list of another recipe's."""
        return self._keeping.seen(scope)

    def make_ready(self) -> None:
        """Make what rows are looked up in: with much material it takes long, and no row needs to wait for it then."""
        for source in self._sources:
            if hasattr(source, "make_ready"):
                source.make_ready(self._bare)

    def setup(self) -> Script[tuple[Dimension, ...]] | None:
        """Return the script of the calls before the first row, or None where no values are listed."""
        return self._listing() if self._sources else None

    def expected(self) -> "Prepared":
        """Return the recipe as the set-up would leave it; LISTED_LATER stands for the values that it has to list."""
        kit = self._bare
        for source in self._sources:
            kit = in_scope(kit, source.expected(kit))
        scope = Scope(self._keeping.kept(kit.context.scope, self._given))
        return self.recipe.prepare(replace(kit.context, scope=scope))

    def propose(self, wanted: Wanted, rng: Random) -> Proposal:
        """Return the next draws with what they show.

        The first draws are the same for any number of rows, so that a preview shows what a run will send.
        """
        showing = Random(rng.getrandbits(64))
        proposal = self._dealt(self._allocator.propose(self.kit, wanted, rng), wanted)
        if not self._selector.k:
            return proposal
        choosing = self._choosing_from(wanted.grown) if wanted.grown and self._selector.grows else self._choosing
        made = wanted.grown if self._selector.reservoir else ()
        draws, shown = choosing.shown(proposal.draws, wanted.state.get("shown", {}), showing, made)
        grown = {demo.sample_id: demo for demo in (*wanted.grown, *(self._pool if self.schedule.pools else ()))}
        return Proposal(tuple(_with_grown(draw, grown) for draw in draws), {**proposal.state, "shown": shown})

    def _dealt(self, proposal: Proposal, wanted: Wanted) -> Proposal:
        """Add what sources deal row by row: values that are too many for a grid, or follow from what was accepted."""
        dealers = [source for source in self._sources if hasattr(source, "deal")]
        if not dealers:
            return proposal
        draws, begun = proposal.draws, wanted.state.get("dealt", 0)
        for source in dealers:
            draws = source.deal(self.kit, draws, begun, wanted.grown)
        return Proposal(tuple(draws), {**proposal.state, "dealt": begun + len(draws)})

    def row(self, draw: Draw) -> Script[tuple[Candidate, ...]]:
        """Return the script of one planned row; it hands on at least one candidate."""
        made = yield from self._plan.row(self.kit, draw)
        return made if isinstance(made, tuple) else (made,)

    def most_rows(self, items: int) -> int:
        """Return how many rows so many existing samples give at most."""
        return self._allocator.most_rows(self._bare, items)

    @property
    def candidates(self) -> float:
        """How many candidates a row gives, as far as that is known beforehand."""
        return getattr(self._plan, "candidates", 1.0)

    @property
    def grows(self) -> bool:
        """Whether rows show, start from or keep away from what the run itself has accepted."""
        parts = (self._selector, self._allocator, *self._sources)
        return self._selector.reservoir or any(getattr(part, "grows", False) for part in parts)

    @property
    def biases(self) -> bool:
        """Whether rows make words less likely by the ids of their tokens, which an endpoint has to tell."""
        return any(getattr(source, "biases", False) for source in self._sources)

    @property
    def remarks(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what a lead should know of what rows are drawn from, as a message and its values."""
        return [told for one in self._sources if hasattr(one, "remarks") for told in one.remarks(self._bare)]

    @property
    def looks_up(self) -> bool:
        """Whether a row's plan looks things up in the project's facts."""
        return getattr(self._plan, "looks_up", False)

    def calls(self) -> Calls:
        """Return how many calls the run takes, at least and at most (see estimate.py)."""
        setup = [source.calls(self._knowing) for source in self._sources]
        rounds = [self.schedule.expected(self._bare, number) for number in range(1, self.schedule.rounds + 1)]
        least, most = self._plan.calls(self.kit)
        second = self._plan.calls(self.kit, SECOND) if isinstance(self._plan, Steps) else (0, 0)
        fewest = math.ceil(sum(low for low, _most in rounds) / self.candidates)
        likely = math.ceil(sum(high for _low, high in rounds) / self.candidates)
        rows = math.ceil(likely * self.recipe.rows_per_sample)
        return Calls(
            sum(low for low, _most in setup),
            sum(high for _least, high in setup),
            fewest * least,
            rows * most,
            fewest * second[0],
            rows * second[1],
        )

    @cached_property
    def _knowing(self) -> Kit:
        """The kit with all that the sources know without asking."""
        kit = self._bare
        for source in self._sources:
            kit = in_scope(kit, source.known(kit))
        return kit

    def _listing(self) -> Script[tuple[Dimension, ...]]:
        """Each source lists what is missing, knowing what those before it listed."""
        kit = self._bare
        for source in self._sources:
            kit = in_scope(kit, (yield from source.listing(kit)))
        return self._keeping.kept(kit.context.scope, self._given)


def _with_grown(draw: Draw, grown: Mapping[str, Demonstration]) -> Draw:
    """Freeze with the draw those of its examples that the run wrote itself: no other list has them."""
    own = [asdict(grown[name]) for name in draw.demonstrations if name in grown]
    return replace(draw, extra={**draw.extra, "shown": own}) if own else draw


def step_of(template: Template) -> str:
    """Return the step that a template is for: what stands behind the dot of its name."""
    return template.name.partition(".")[2]
