"""Rounds that rewrite what the round before gave (Evol-Instruct).

C. Xu et al., ICLR 2024 (arXiv 2304.12244).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, Rounds, RoundStops
from generation.methods.translatable import gettext_noop as _

TRIES = 3  # rows of a round for each sample that it is to give
MOST = 5000  # parents of a round


@dataclass(frozen=True)
class Parent:
    """A sample that a row rewrites."""

    sample_id: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Evolution(Rounds):
    """`times` rounds. Each takes every parent in turn, in an order by chance, with one of the `operators` by chance.

    Parents of the first round are the seeds. Later each parent gives way to its children; one without a child, because
    its rewriting failed or was turned away, goes back as it is. Without `evolves` all rounds start from the seeds.
    Rows know the parent's text as `parent`, and the operator as the condition of that name.
    """

    times: int = bounded(4, least=1, most=20)
    operators: tuple[str, ...] = ()
    evolves: bool = True

    names = ("parent", "operator")
    needs = ("made", "support")

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("seeds", len(kit.context.support))

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        parents = self.parents(known, number if self.evolves else 1)
        if not parents:
            raise RoundStops(_("There are no seeds to begin with."))
        order = rng.sample(parents, min(len(parents), MOST))
        rows = TRIES * max(self.target(kit.context.count, number), 1)
        return {"draws": [self._draw(kit, order[row % len(order)], rng) for row in range(rows)]}

    def parents(self, known: Known, number: int) -> list[Parent]:
        """Return what the round rewrites: the seeds, each in its newest form."""
        pool = [Parent(seed.sample_id, seed.fields) for seed in known.support]
        for before in range(1, number):
            children: dict[str, list[Parent]] = {}
            for one in known.made:
                if one.round == before:
                    children.setdefault(one.parents[0], []).append(Parent(one.sample_id, one.fields))
            pool = [heir for parent in pool for heir in children.get(parent.sample_id, [parent])]
        return pool

    def _draw(self, kit: Kit, parent: Parent, rng: Random) -> dict:
        operator = [["operator", rng.choice(self.operators)]] if self.operators else []
        extra = {"parent": instruction_of(kit, parent.fields), "parents": [parent.sample_id]}
        return {"conditions": operator, "extra": extra, "reason": "evolution"}


def instruction_of(kit: Kit, fields: dict[str, str]) -> str:
    """Return what a sample asks for: its instruction with its input; all of it where it has no such part."""
    known = kit.parted(fields)
    asked: Sequence[str] = [known[part] for part in ("instruction", "input") if known.get(part, "").strip()]
    return "\n".join(asked) or "\n".join(fields.values())
