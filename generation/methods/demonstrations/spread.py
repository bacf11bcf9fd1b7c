"""How varied the labels of a prompt's demonstrations are."""

from collections import Counter
from collections.abc import Sequence
from math import log

from generation.methods.demonstrations.pool import Chosen, Pool


def label_entropy(pool: Pool, shown: Sequence[Chosen]) -> float:
    """Return the entropy of the labels of `shown`, in nats: 0 where all carry one label, or nothing is shown."""
    ids = {row.id for row in shown}
    counts = Counter(label for name, label in zip(pool.ids, pool.labels, strict=True) if name in ids).values()
    total = sum(counts)
    return sum(count / total * log(total / count) for count in counts)
