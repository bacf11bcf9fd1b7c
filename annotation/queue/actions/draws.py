"""What a hand-out draws: which item, why, and with what probability."""

from dataclasses import dataclass
from random import SystemRandom

from django.db.models import QuerySet

from annotation.models import Dispenser, Item

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


def enough_wait(dispenser: Dispenser, waiting: QuerySet) -> bool:
    """Whether as many draws as may be are among those that wait, unanswered. As a rule nothing waits: no query then."""
    return dispenser.some_wait and waiting[MOST_FOR_OTHERS - 1 : MOST_FOR_OTHERS].exists()
