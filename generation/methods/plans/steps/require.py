"""Go on only where something holds: what fails is turned away, or goes to a person."""

from dataclasses import dataclass
from typing import Literal

from generation.methods.kit import Kit
from generation.methods.plans.steps.scratch import Scratch
from generation.methods.steps import Script


@dataclass(frozen=True)
class RequireStep:
    """The value called `that` must be true (with `otherwise: review` a person is to look at the candidate)."""

    that: str
    reason: str
    otherwise: Literal["reject", "review"] = "reject"

    READ = ("that",)
    asks = models = frozenset()
    names = ()

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """It asks nothing."""
        return 0, 0

    def run(self, row: Scratch) -> Script[None]:
        if not row.known(self.that):
            if self.otherwise == "review":
                row.review = self.reason
            else:
                row.end(self.reason)
        yield from ()
