"""What a source of values promises; every source is a part (generation/methods/parts.py)."""

from typing import Protocol

from generation.methods.conditions import Dimension, Scope
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.steps import Script


class Source(Protocol):
    """Where the values of some dimensions come from.

    A source may also `deal(kit, draws, begun, grown)`: return the draws with further conditions, where these are too
    many for a grid or follow from what the run has accepted (`grown`, given where the source `grows`); `begun` is how
    many rows of the round were dealt before. One that looks up values by name says which by `own(kit)` (own.py).
    """

    names: tuple[str, ...]  # of its dimensions, where templates may name them
    slots: dict[str, tuple[str, ...]]  # its templates by step, with what each may name

    def known(self, kit: Kit) -> Scope:
        """Return the scope with what this source knows without asking anybody."""

    def expected(self, kit: Kit) -> Scope:
        """Return the scope as the listing would leave it, with LISTED_LATER for what is not known yet."""

    def listing(self, kit: Kit) -> Script[Scope]:
        """Ask for what is missing and return the grown scope; SetupFailed where that gives nothing to draw from."""

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        """Return the dimensions that rows are drawn from, with the values in use."""

    def lacks(self, kit: Kit) -> Lack | None:
        """Return what this source works on where the project has too little of it; else None."""

    def calls(self, kit: Kit) -> tuple[int, int]:
        """Calls of the listing, at least and at most."""
