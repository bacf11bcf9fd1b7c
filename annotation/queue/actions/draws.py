"""What a hand-out draws: which item, why, and with what probability."""

from dataclasses import dataclass
from random import SystemRandom

from annotation.models import Item

# Coins that neither the queue nor a model can foresee.
chance = SystemRandom()

#: So many draws by secret key may wait unanswered for people other than who asks; then no further one is made for the
#: asker.
MOST_FOR_OTHERS = 5


@dataclass(frozen=True)
class Draw:
    item: Item
    stream: str
    probability: float | None = None
    batch: str = ""  # of items alike that are handed out together
