"""One dimension whose values a setting lists, anew for each run."""

from dataclasses import dataclass

from generation.methods.conditions import GIVEN, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.parts import bounded
from generation.methods.steps import Script
from generation.methods.values.own import Own

MOST = 200


@dataclass(frozen=True)
class Given:
    """A dimension called `name` with the `values` of a text, one after the other with commas between.

    With `numbers` a range such as 2-5 stands for all whole numbers in it.
    """

    name: str
    title: str
    values: str
    numbers: bool = bounded(False)

    slots = {}

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return (Own(self.name, kind=GIVEN),)

    def known(self, kit: Kit) -> Scope:
        values = tuple(Value(text, source="recipe") for text in self._texts())
        others = (one for one in kit.context.scope.dimensions if one.name != self.name)
        return Scope((*others, Dimension(self.name, self.title, GIVEN, values=values)))

    def expected(self, kit: Kit) -> Scope:
        return self.known(kit)

    def listing(self, kit: Kit) -> Script[Scope]:
        return self.known(kit)
        yield  # a script without asks

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return tuple(one for one in self.known(kit).dimensions if one.name == self.name)

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        return 0, 0

    def _texts(self) -> list[str]:
        parts = [part.strip() for part in self.values.replace("\n", ",").split(",")]
        texts = [text for part in parts if part for text in (_range(part) if self.numbers else [part])]
        return list(dict.fromkeys(texts))[:MOST]


def _range(part: str) -> list[str]:
    low, dash, high = (one.strip() for one in part.partition("-"))
    if dash and low.isdigit() and high.isdigit():
        return [str(number) for number in range(int(low), int(high) + 1)][:MOST]
    return [part]
