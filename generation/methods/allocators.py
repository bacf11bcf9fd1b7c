"""Allocators as parts: which rows come next, proposed a whole batch at a time from what is known of earlier ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from generation.methods.allocation import Cell, Coverage, Grid, cell_of, deficit_greedy, observed, uniform
from generation.methods.context import Item
from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.steps import Demonstration, Draw, Outcome, Proposal


@dataclass(frozen=True)
class Wanted:
    """How many rows come next, and what is known when they are planned: the allocator's state, the rows that have
    ended since the last plan, those still under way, the next existing samples for allocators that take them, and what
    the run has accepted so far for those that grow."""

    rows: int
    state: dict = field(default_factory=dict)
    finished: Sequence[Outcome] = ()
    pending: Sequence[Draw] = ()
    items: Sequence[Item] = ()
    grown: Sequence[Demonstration] = ()


@dataclass(frozen=True)
class Uniform:
    """Labels even, every other value by chance, each for itself."""

    items = ""

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        return _from_grid(self, uniform, Coverage(wanted.state), kit, wanted, rng)


@dataclass(frozen=True)
class DeficitGreedy:
    """Labels even, then the value that fills most gaps: every pair of values occurs as soon as it can."""

    t: int = bounded(2, least=1, most=3)
    items = ""

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        return _from_grid(self, deficit_greedy, Coverage(wanted.state, self.t), kit, wanted, rng)


@dataclass(frozen=True)
class Open:
    """Nothing is drawn: the model writes what it likes, and says which label that has."""

    items = ""

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        return Proposal(tuple(Draw(reason="open") for _ in range(wanted.rows)), {})


@dataclass(frozen=True)
class Items:
    """Existing samples, one after the other in the order they came in: those without a label, all, or those that no run
    wrote. Up to so many `times`: once all had their turn, the first one comes again."""

    which: Literal["unlabelled", "all", "imported"] = "unlabelled"
    times: int = bounded(1, least=1, most=50)

    @property
    def items(self) -> str:
        return self.which

    def most_rows(self, kit: Kit, items: int) -> int:
        return items * self.times

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        draws, state = [], wanted.state
        for item in wanted.items[: wanted.rows]:
            state = _next_turn(state, int(item.id)) if self.times > 1 else state
            again = {"again": state["turn"]} if state.get("turn", 1) > 1 else {}  # chance goes by what was drawn
            drawn = {"item": item.id, "item_fields": item.fields, "extra": again, "reason": "items"}
            drawn["labels"] = {kit.context.judged_name: item.label} if item.label else {}
            draws.append(Draw(conditions=_by_chance(kit, rng), **drawn))
        return Proposal(tuple(draws), state)


@dataclass(frozen=True)
class Noted:
    """The rows that the round's preparation wrote down (`draws`), each in turn; `turns` times over where too few of
    them are accepted. In a round without such notes the rows of another allocator."""

    otherwise: Literal["uniform", "deficit_greedy", "items"] = "uniform"
    turns: int = bounded(1, least=1, most=20)

    @property
    def items(self) -> str:
        return self._other.items

    def most_rows(self, kit: Kit, items: int) -> int:
        return self._other.most_rows(kit, items)

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        if "draws" not in kit.notes:
            return self._other.propose(kit, wanted, rng)
        there, begun = kit.notes["draws"], wanted.state.get("noted", 0)
        ended = min(begun + wanted.rows, len(there) * self.turns)
        draws = (Draw.from_json({"reason": "noted", **there[i % len(there)]}) for i in range(begun, ended))
        return Proposal(tuple(draws), {"noted": ended})

    @property
    def _other(self) -> "Uniform | DeficitGreedy | Items":
        return ALLOCATORS[self.otherwise]()


@dataclass(frozen=True)
class ItemsByLabel:
    """Existing samples, each once for every label; the other values by chance."""

    which: Literal["unlabelled", "all"] = "unlabelled"

    @property
    def items(self) -> str:
        return self.which

    def most_rows(self, kit: Kit, items: int) -> int:
        return items * len(kit.question.labels)

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        labels, question = [label.name for label in kit.question.labels], kit.question.name
        draws = []
        for item in wanted.items[: max(1, wanted.rows // len(labels))]:
            for label in labels:
                kept = ((one.name, one.kept(label)) for one in kit.scope.dimensions)
                conditions = tuple((name, rng.choice(values).text) for name, values in kept if values)
                drawn = {"item": item.id, "item_fields": item.fields, "reason": "items_by_label"}
                draws.append(Draw({question: label}, conditions, **drawn))
        return Proposal(tuple(draws), wanted.state)


def _next_turn(state: Mapping[str, int], item: int) -> dict:
    """Samples come in the order of their ids: one that does not begins another turn."""
    return {**state, "turn": state.get("turn", 1) + (item <= state.get("last", 0)), "last": item}


def _by_chance(kit: Kit, rng: Random) -> Cell:
    """A value of each dimension, whatever the item's label: a manner to answer in, for one."""
    return tuple((one.name, rng.choice(one.kept()).text) for one in kit.scope.dimensions if one.kept())


def _on_grid(draw: Draw, names: set[str]) -> Draw:
    """Leave out what a source dealt: those values have no places on the grid."""
    return replace(draw, conditions=tuple(pair for pair in draw.conditions if pair[0] in names))


def _from_grid(allocator, allocate: Callable, known: Coverage, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
    question = kit.question.name
    names = {dimension.name for dimension in kit.scope.dimensions}
    finished = [Outcome(_on_grid(one.draw, names), one.accepted) for one in wanted.finished]
    known.observe(observed(finished, question))
    grid = Grid([label.name for label in kit.question.labels] if kit.task.labelled else [""], kit.scope)
    pending = [cell_of(_on_grid(draw, names), question) for draw in wanted.pending]
    cells = allocate(grid, known, pending, wanted.rows, rng)
    reason = next(name for name, kind in ALLOCATORS.items() if isinstance(allocator, kind))
    draws = [
        Draw(labels={question: cell[0][1]} if cell[0][1] else {}, conditions=cell[1:], reason=reason) for cell in cells
    ]
    return Proposal(tuple(draws), known.to_json())


ALLOCATORS = {
    "uniform": Uniform,
    "deficit_greedy": DeficitGreedy,
    "open": Open,
    "items": Items,
    "items_by_label": ItemsByLabel,
    "noted": Noted,
}
