"""How often the same combination of values was drawn before, so that its repeats can take other entries of a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.steps import Demonstration, Draw
from generation.methods.values.dealer import Dealer

FIRST_OF = 1000  # far more than a list has entries, so that each of them is as likely to be the first


@dataclass(frozen=True)
class Repeats(Dealer):
    """`repeat`: a number by chance for each combination, and one more each time that all of them were drawn."""

    names = ("repeat",)

    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        all_of_them = prod(len(dimension.kept()) or 1 for dimension in kit.scope.dimensions)
        return [
            replace(draw, extra={**draw.extra, "repeat": _first(kit, draw) + number // all_of_them})
            for number, draw in enumerate(draws, start=begun)
        ]


def _first(kit: Kit, draw: Draw) -> int:
    return 1 + derive(kit.context.seed, "repeat", draw.conditions) % FIRST_OF
