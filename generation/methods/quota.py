"""An allocator for trees and other lists of topics: each value as many accepted samples as the others."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from generation.methods.allocation import GIVE_UP
from generation.methods.allocators import Uniform, Wanted
from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.steps import Draw, Proposal


@dataclass(frozen=True)
class Quota:
    """Of the dimension called `of` always the value with the fewest samples, accepted or under way; what gates turn
    away is made up for. A value that was turned away in `patience` rows without a single accepted one waits until last.
    All else is drawn by chance.
    """

    of: str
    patience: int = bounded(4 * GIVE_UP, least=1, most=1000)

    items = ""

    def propose(self, kit: Kit, wanted: Wanted, rng: Random) -> Proposal:
        made, failed = Counter(wanted.state.get("made", {})), Counter(wanted.state.get("failed", {}))
        for outcome in wanted.finished:
            (made if outcome.accepted else failed)[self._value(outcome.draw)] += 1
        state = {"made": dict(made), "failed": dict(failed), "rest": {}}
        rest = Uniform().propose(
            kit, Wanted(wanted.rows, wanted.state.get("rest", {}), wanted.finished, wanted.pending), rng
        )
        dimension = kit.scope.dimension(self.of)
        if dimension is None or not dimension.kept():
            return Proposal(rest.draws, {**state, "rest": rest.state})
        under_way = made + Counter(map(self._value, wanted.pending))
        draws = []
        for draw in rest.draws:
            label = kit.label_of(draw)
            values = [value.text for value in dimension.kept(label)]
            hopeless = {text for text in values if not made[text] and failed[text] >= self.patience}
            value = min(values, key=lambda text: (text in hopeless, under_way[text], rng.random()))
            under_way[value] += 1
            draws.append(self._with(draw, value))
        return Proposal(tuple(draws), {**state, "rest": rest.state})

    def _value(self, draw: Draw) -> str:
        return dict(draw.conditions).get(self.of, "")

    def _with(self, draw: Draw, value: str) -> Draw:
        pairs = tuple((name, value if name == self.of else text) for name, text in draw.conditions)
        return Draw(**{**vars(draw), "conditions": pairs, "reason": "quota"})
