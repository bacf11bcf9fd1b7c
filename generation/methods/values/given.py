"""One dimension whose values a setting lists, anew for each run."""

import re
from dataclasses import dataclass

from generation.methods.conditions import GIVEN, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.listed import checked_entries, entries
from generation.methods.parts import PartError, bounded
from generation.methods.steps import Script
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.own import Own

MOST = 200
RANGE = re.compile(r"([0-9]{1,6})(?:\s*-\s*([0-9]{1,6}))?")
NO_NUMBERS = _("“%(value)s” is no whole number: write them as “2, 3” or “2-6”.")
NOT_WITHIN = _("“%(value)s” is no number from %(least)g to %(most)g: write such numbers with commas between.")


@dataclass(frozen=True)
class Given:
    """A dimension called `name` with the `values` of a text, one after the other with commas between.

    With `numbers` they are whole ones, and a range such as 2-5 stands for all in it; with `most` they are numbers from
    `least` to it.
    """

    name: str
    title: str
    values: str
    numbers: bool = bounded(False)
    least: float = 0.0
    most: float | None = None

    slots = {}

    def __post_init__(self) -> None:
        parts = checked_entries("values", self.values) or [""]
        if self.numbers and (wrong := [part for part in parts if not _range(part)]):
            raise PartError("values", NO_NUMBERS, {"value": wrong[0]})
        if self.most is not None and (wrong := [part for part in parts if not self._within(part)]):
            raise PartError("values", NOT_WITHIN, {"value": wrong[0], "least": self.least, "most": self.most})

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
        texts = [text for part in entries(self.values) for text in (_range(part) if self.numbers else [part])]
        return list(dict.fromkeys(texts))[:MOST]

    def _within(self, part: str) -> bool:
        try:
            return self.least <= float(part) <= self.most
        except ValueError:
            return False


def _range(part: str) -> list[str]:
    """The whole numbers that are meant; none where it is neither one nor a range."""
    if not (found := RANGE.fullmatch(part)):
        return []
    low, high = int(found[1]), int(found[2] or found[1])
    return [str(number) for number in range(low, high + 1)[:MOST]]
