"""An allocator for trees and other lists of topics: each value as many accepted samples as the others."""

from collections import Counter
from collections.abc import Sequence
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
        made, rows = Counter(wanted.state.get("made", {})), Counter(wanted.state.get("rows", {}))
        for outcome in wanted.finished:
            made[self._value(outcome.draw)] += outcome.made if outcome.accepted else 0
            rows[self._value(outcome.draw)] += 1
        by_chance = Wanted(wanted.rows, wanted.state.get("rest", {}), wanted.finished, wanted.pending)
        rest = Uniform().propose(kit, by_chance, rng)
        draws = self._levelled(kit, rest.draws, made, rows, wanted.pending, rng)
        return Proposal(tuple(draws), {"made": dict(made), "rows": dict(rows), "rest": rest.state})

    def _levelled(
        self, kit: Kit, drawn: Sequence[Draw], made: Counter, rows: Counter, pending: Sequence[Draw], rng: Random
    ) -> list[Draw]:
        """Each draw with the value that has least; a row under way counts as much as one of its value usually gives."""
        dimension = kit.scope.dimension(self.of)
        if dimension is None or not dimension.kept():
            return list(drawn)
        usual = made.total() / rows.total() if made.total() else 1.0
        expected = Counter({text: float(count) for text, count in made.items()})

        def begin(value: str) -> None:
            expected[value] += made[value] / rows[value] if made[value] else usual

        for draw in pending:
            begin(self._value(draw))
        found = []
        for draw in drawn:
            values = [value.text for value in dimension.kept(kit.label_of(draw))]
            hopeless = {text for text in values if not made[text] and rows[text] >= self.patience}
            value = min(values, key=lambda text: (text in hopeless, expected[text], rng.random()))
            begin(value)
            found.append(self._with(draw, value))
        return found

    def _value(self, draw: Draw) -> str:
        return dict(draw.conditions).get(self.of, "")

    def _with(self, draw: Draw, value: str) -> Draw:
        pairs = tuple((name, value if name == self.of else text) for name, text in draw.conditions)
        return Draw(**{**vars(draw), "conditions": pairs, "reason": "quota"})
