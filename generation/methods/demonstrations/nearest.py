"""The demonstrations that are most like what is asked for."""

from random import Random

import numpy as np

from generation.methods.demonstrations.drawing import filled
from generation.methods.demonstrations.pool import Chosen, Pool, Want, chosen
from generation.methods.demonstrations.vectors import cosines

TOO_CLOSE = 0.95


def select(
    pool: Pool,
    want: Want,
    k: int,
    rng: Random,
    *,
    nearest_last: bool = True,
    too_close: float = TOO_CLOSE,
    per_label: int | None = None,
) -> list[Chosen]:
    """Return the at most k rows of `want.label` with the highest cosine to `want.query`; ties by id.

    Rows above `too_close` are left out, for they would be copied. At most `per_label` of each label where it is given.
    The token budget is filled with whole rows only. The nearest stands last, next to the query, or first.
    Nothing is drawn: `rng` is not used. Whether all carry one label tells spread.label_entropy.

    Reference: Liu et al., "What makes good in-context examples for GPT-3?" (DeeLIO at ACL 2022).
    """
    closeness = cosines(pool.vectors, want.query)[:, 0]
    rows = np.array(pool.of_label(want.label), dtype=int)
    rows = rows[closeness[rows] <= too_close]
    order = rows[np.argsort(-closeness[rows], kind="stable")]
    rows = filled(pool, order, k, want.tokens, per_label=per_label)
    return chosen(pool, rows[::-1] if nearest_last else rows, "cosine", closeness)
