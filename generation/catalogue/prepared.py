"""A recipe in a run: what the run's settings and its frozen materials make of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from generation.catalogue.gates import check_fields, gates_of
from generation.methods.allocators import Wanted
from generation.methods.conditions import Dimension, Scope
from generation.methods.context import Context
from generation.methods.demonstrations.choosing import Choosing
from generation.methods.kit import Kit, in_scope
from generation.methods.lack import Lack
from generation.methods.plans.steps.plan import Steps
from generation.methods.steps import SECOND, Candidate, Demonstration, Draw, Gate, Proposal, Script
from generation.methods.templates import step_of
from generation.methods.values.own import Keeping

if TYPE_CHECKING:  # which makes these
    from generation.catalogue.recipe import Recipe


@dataclass(frozen=True)
class Calls:
    """Calls of the set-up and of the rows: at least, and at most in the worst likely case."""

    setup_low: int
    setup_high: int
    rows_low: int
    rows_high: int
    second_low: int = 0  # those of the rows' that a second model is asked
    second_high: int = 0


class Prepared:
    """A recipe in a run: its parts, built from the run's settings and what the run froze. Pure, like they are."""

    def __init__(self, recipe: "Recipe", context: Context):
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
        return gates_of(self.recipe.verify, self.context)

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
            check_fields(self._plan, self.recipe, self._bare)
            self._plan.check_question(self._bare)
        elif hasattr(self._plan, "check"):
            self._plan.check(self._bare)
        self._check_named()
        examples = [self._selector] if self._selector.required else []
        parts = (*self._sources, *examples, self.schedule)
        return next(filter(None, (part.lacks(self._bare) for part in parts)), None)

    def _check_named(self) -> None:
        """What a part is set to name is there."""
        for part in (*self._sources, self.schedule):
            if hasattr(part, "check"):
                part.check(self._bare)

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
    def answers_a_reply(self) -> int:
        """How many questions a request asks, where one asks several."""
        asked = getattr(self._plan, "answers_a_reply", None)
        return asked(self._bare) if asked else 1

    @property
    def more_tokens(self) -> int:
        """How many tokens a reply has beyond the usual, by the form in which it is asked for."""
        more = getattr(self._plan, "more_tokens", None)
        return more(self._bare) if more else 0

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
