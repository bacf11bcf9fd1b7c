"""The codebook's rules as principles, in an order by chance for each row (Bai et al. 2022, arXiv 2212.08073)."""

from dataclasses import dataclass
from random import Random
from typing import Any

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.steps import Draw
from generation.methods.values.dealer import RowDealer


@dataclass(frozen=True)
class Principles(RowDealer):
    """`principles`: every rule that is about the question. A codebook without rules cannot be used."""

    names = ("principles",)

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("rules", len(_rules(kit)))

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        rules = _rules(kit)
        return {"principles": rng.sample(rules, len(rules))}


def _rules(kit: Kit) -> list[str]:
    return [f"{rule.id}: {rule.text}" for rule in kit.context.spec.rules_for(kit.question)]
