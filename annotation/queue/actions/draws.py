"""What a hand-out draws: which item, why, and with what probability."""

from dataclasses import dataclass
from random import SystemRandom

from annotation.models import Item

# Coins that neither the queue nor a model can foresee.
chance = SystemRandom()


@dataclass(frozen=True)
class Draw:
    item: Item
    stream: str
    probability: float | None = None
    batch: str = ""  # of items alike that are handed out together
