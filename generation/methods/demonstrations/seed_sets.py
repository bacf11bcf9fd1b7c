"""A few fixed sets of seeds that take turns."""

from random import Random

from generation.methods.demonstrations.drawing import filled, in_turn
from generation.methods.demonstrations.pool import Chosen, Pool, Want, chosen

SETS = 5


def select(pool: Pool, want: Want, k: int, rng: Random, *, sets: int = SETS) -> list[Chosen]:
    """Return the set whose turn it is: `sets` sets of k rows, each as often as the others.

    Rows are dealt out in turn, so that seeds which stand together by their ids come into different sets; those beyond
    sets * k are not shown. With too few rows there are fewer sets, and with fewer than k one set of what there is.
    Within a set the order rotates from one of its turns to the next. Nothing is drawn: `rng` is not used.

    Reference: Honovich, Scialom, Levy and Schick, "Unnatural Instructions" (ACL 2023): 5 sets of 3.
    """
    rows = pool.of_label(want.label)
    count = max(1, min(sets, len(rows) // max(1, k)))
    number, again = want.turn % count, want.turn // count
    order = in_turn(pool, rows[number::count][:k], again)
    return chosen(pool, filled(pool, order, k, want.tokens), f"set {number + 1} of {count}")
