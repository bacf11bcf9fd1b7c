"""A fair sample of all that was accepted so far, of fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from generation.methods.draws import derive

SIZE = 1000


@dataclass(frozen=True)
class Reservoir:
    """At most 1,000 ids, and how many were seen: each of those seen is kept with the same probability."""

    ids: tuple[str, ...] = ()
    seen: int = 0

    def after(self, accepted: Sequence[str], seed: int, *, size: int = SIZE) -> "Reservoir":
        """Return the reservoir after a batch, its ids in index order.

        The n-th id seen is decided by a seed of its own, derived from the run's seed and n: where batches begin and
        how many workers there are makes no difference.

        Reference: Vitter, "Random sampling with a reservoir" (1985), algorithm R.
        """
        ids = list(self.ids)
        for number, name in enumerate(accepted, start=self.seen):
            if number < size:
                ids.append(name)
                continue
            place = Random(derive(seed, "reservoir", number)).randrange(number + 1)
            if place < size:
                ids[place] = name
        return Reservoir(tuple(ids), self.seen + len(accepted))
