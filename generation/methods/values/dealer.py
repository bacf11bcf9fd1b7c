"""A source without dimensions: what it gives is dealt row by row, frozen with the draw as one of its extras."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from generation.methods.conditions import Dimension, Scope
from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.steps import Demonstration, Draw, Script


class Dealer(ABC):
    """Asks nothing and lists nothing; only deals."""

    names: tuple[str, ...] = ()
    slots: dict[str, tuple[str, ...]] = {}

    @abstractmethod
    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        """Return the draws with their extras. `begun`: how many were dealt before; `grown`: what was accepted."""

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        return kit.context.scope

    def listing(self, kit: Kit) -> Script[Scope]:
        return kit.context.scope
        yield  # a script without asks

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return ()

    def calls(self, kit: Kit) -> tuple[int, int]:
        return 0, 0


class RowDealer(Dealer):
    """Gives each row its own: `given` says what; the dice are the row's, by its number."""

    @abstractmethod
    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        """Return the extras of one row (JSON)."""

    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        found = []
        for number, draw in enumerate(draws, start=begun):
            rng = Random(derive(kit.context.seed, type(self).__name__, number))
            found.append(replace(draw, extra={**draw.extra, **self.given(kit, draw, rng)}))
        return found
