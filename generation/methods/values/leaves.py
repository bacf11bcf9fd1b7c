"""The leaves of a taxonomy, as the seeds name them.

LAB, Sudalairaj et al. 2024 (arXiv 2403.01081).
"""

from dataclasses import dataclass

from generation.methods.conditions import LISTED, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.steps import Script
from generation.methods.values.own import Own


@dataclass(frozen=True)
class Leaves:
    """A dimension called `name` with every value that a seed carries under that name in its metadata.

    Values that a person took out of the project's attribute of that name are not drawn.
    """

    name: str = "leaf"
    title: str = "Leaf"

    slots = {}

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return (Own(self.name),)

    def known(self, kit: Kit) -> Scope:
        scope = kit.context.scope
        there = scope.dimension(self.name) or Dimension(self.name, self.title, LISTED)
        known = {value.text for value in there.values}
        told = dict.fromkeys(str(seed.known[self.name]) for seed in kit.context.support if seed.known.get(self.name))
        new = tuple(Value(text, source="seeds") for text in told if text not in known)
        others = tuple(one for one in scope.dimensions if one.name != self.name)
        return Scope((*others, Dimension(there.name, there.title, there.kind, values=(*there.values, *new))))

    def expected(self, kit: Kit) -> Scope:
        return self.known(kit)

    def listing(self, kit: Kit) -> Script[Scope]:
        return self.known(kit)
        yield  # a script without asks

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        found = self.known(kit).dimension(self.name)
        return (found,) if found and found.kept() else ()

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of(self.name, len(self.drawn(kit)))

    def calls(self, kit: Kit) -> tuple[int, int]:
        return 0, 0
