"""How many steps a problem is to take: from the simplest seed's to some more than the hardest one's."""

from dataclasses import dataclass

from generation.methods.conditions import GIVEN, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.parts import bounded
from generation.methods.steps import Script
from generation.methods.values.own import Own

WITHOUT_SEEDS = (2, 3)


@dataclass(frozen=True)
class Complexity:
    """The dimension “complexity”: numbers of lines, of the seeds' answers and up to `more` beyond.

    Synthetic Prompting (Shao et al. 2023) takes four more. Without seeds the simplest has two and the hardest three.
    """

    more: int = bounded(4, least=0, most=20)

    names = ("complexity",)
    slots = {}

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return (Own("complexity", kind=GIVEN),)

    def known(self, kit: Kit) -> Scope:
        others = tuple(one for one in kit.context.scope.dimensions if one.name != "complexity")
        return Scope((*others, *self.drawn(kit)))

    def expected(self, kit: Kit) -> Scope:
        return self.known(kit)

    def listing(self, kit: Kit) -> Script[Scope]:
        return self.known(kit)
        yield  # a script without asks

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        answers = (kit.parted(demo.fields).get("answer", "") for demo in kit.context.support)
        lines = [count for answer in answers if (count := line_count(answer))] or list(WITHOUT_SEEDS)
        values = tuple(Value(str(n), source="recipe") for n in range(min(lines), max(lines) + self.more + 1))
        return (Dimension("complexity", "Complexity", GIVEN, values=values),)

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        return 0, 0


def line_count(text: str) -> int:
    """Return the number of lines with something on them, apart from one that states the answer."""
    lines = [line.strip() for line in text.splitlines()]
    return sum(bool(line) and not line.casefold().startswith(("the answer is", "####")) for line in lines)
