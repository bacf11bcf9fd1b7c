"""Demonstration selectors as parts: which samples a prompt shows."""

from dataclasses import dataclass
from random import Random

from generation.methods.demonstrations.same_label import same_label
from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.steps import Draw


@dataclass(frozen=True)
class Nothing:
    """No samples are shown."""

    def lacks(self, kit: Kit) -> str:
        return ""

    def select(self, kit: Kit, draw: Draw, rng: Random) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class SameLabel:
    """Seeds of the label that is asked for, by chance; none where a project has none and they are not `needed`."""

    k: int = bounded(0, least=0, most=20)
    needed: bool = True

    def lacks(self, kit: Kit) -> str:
        return "seeds" if self.needed and self.k and not kit.context.support else ""

    def select(self, kit: Kit, draw: Draw, rng: Random) -> tuple[str, ...]:
        shown = same_label(kit.context.support, kit.question.name, kit.label_of(draw), self.k, rng)
        return tuple(demo.sample_id for demo in shown)


SELECTORS = {"nothing": Nothing, "same_label": SameLabel}
