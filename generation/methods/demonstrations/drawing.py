"""Filling a prompt: nobody overused, no example cut short, no place in the order favoured."""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from generation.methods.demonstrations.pool import Pool
from generation.methods.draws import derive

MOST_USED = 3  # times the mean use


def drawn(pool: Pool, rows: Sequence[int], k: int, rng: Random) -> list[int]:
    """Return all of `rows` in the order in which to take them: by chance, and last those that were shown too often.

    A row that k more would bring above three times the mean use of `rows` waits until only such rows are left; among
    them the least used comes first, then the one that stands first.
    """
    if not len(rows):
        return []
    mean = (sum(pool.uses[row] for row in rows) + min(k, len(rows))) / len(rows)
    most = max(1, MOST_USED * mean) - 1
    free = [row for row in rows if pool.uses[row] <= most]
    rest = [row for row in rows if pool.uses[row] > most]
    return [*rng.sample(free, len(free)), *sorted(rest, key=lambda row: (pool.uses[row], row))]


def filled(
    pool: Pool, order: Iterable[int], k: int, budget: int | None = None, *, per_label: int | None = None
) -> list[int]:
    """Return the first k of `order` that fit: whole, into `budget` tokens together, and `per_label` of each label.

    One that does not fit is left out and the next is tried.
    """
    rows, left, labels = [], budget, Counter()
    for row in order:
        if len(rows) == k:
            break
        size = 0 if left is None else int(pool.tokens[row])
        if (left is not None and size > left) or (per_label is not None and labels[pool.labels[row]] == per_label):
            continue
        left = None if left is None else left - size
        labels[pool.labels[row]] += 1
        rows.append(row)
    return rows


def in_turn(pool: Pool, rows: Sequence[int], turn: int) -> list[int]:
    """Return the rows in an order that the set itself settles, rotated by `turn`.

    So a set that is shown k times shows each of its members once in each place.
    """
    rows = sorted(rows)
    Random(derive(0, *(pool.keys[row] for row in rows))).shuffle(rows)
    first = turn % max(1, len(rows))
    return [*rows[first:], *rows[:first]]
