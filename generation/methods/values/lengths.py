"""Bands of words from a setting, unless a person gave the project lengths of its own."""

from dataclasses import dataclass

from generation.methods.conditions import KEPT, LENGTH, NO_LENGTH, Dimension, Scope, Value, length_band, no_length
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.listed import check_once, checked_entries, entries
from generation.methods.parts import PartError
from generation.methods.steps import Script


@dataclass(frozen=True)
class Lengths:
    """Lengths such as "30 to 80, 100 to 150"; one number is the least of a band of fifty words."""

    bands: str = "30 to 80, 100 to 150"

    names = ()
    slots = {}

    def __post_init__(self) -> None:
        texts = checked_entries("bands", self.bands)
        if wrong := no_length(texts):
            raise PartError("bands", NO_LENGTH, {"value": wrong})
        check_once("bands", texts, [length_band(text) for text in texts])

    def known(self, kit: Kit) -> Scope:
        scope = kit.context.scope
        bands = [length_band(text) for text in entries(self.bands)]
        if own_lengths(scope):
            return scope
        others = tuple(one for one in scope.dimensions if one.kind != LENGTH)
        if not bands:
            return Scope(others)
        values = tuple(Value(f"{low} to {high}", source="recipe") for low, high in bands)
        return Scope((*others, Dimension("length", "Length", LENGTH, hard=True, values=values)))

    def expected(self, kit: Kit) -> Scope:
        return self.known(kit)

    def listing(self, kit: Kit) -> Script[Scope]:
        return self.known(kit)
        yield  # a script without asks

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return self.known(kit).of_kind(LENGTH)

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        return 0, 0


def own_lengths(scope: Scope) -> tuple[Dimension, ...]:
    """Return the lengths that people gave the project, which go before the setting; () where the setting holds."""
    lengths = scope.of_kind(LENGTH)
    return () if all(map(_of_a_setting, lengths)) else lengths


def _of_a_setting(length: Dimension) -> bool:
    """Whether an earlier run left these bands and nobody has changed them since."""
    return bool(length.values) and all((value.source, value.state) == ("recipe", KEPT) for value in length.values)
