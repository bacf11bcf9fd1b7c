"""Drawing items into a development and a held-out half, the same labels in both, rare ones more often; and those of a
half that people are asked about, evenly over the labels."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

DEVELOPMENT, HELD_OUT = "development", "held_out"


@dataclass(frozen=True)
class Drawn:
    """`weight`: how many items this one stands for, in units of the mean of its half."""

    half: str
    weight: float


def draw(
    labels: Mapping[int, str],
    *,
    development: int,
    held_out: int,
    seed: int,
    least: int = 0,
    fresh: Collection[int] | None = None,
) -> dict[int, Drawn]:
    """Draw both halves at random without replacement, label by label.

    Parameters
    ----------
    labels : people's label of each item that may be drawn.
    development, held_out : how many items each half is to have; fewer come where there are not so many.
    seed : of the draw; the same items, sizes and seed give the same halves, whatever order the items come in.
    least : items of each label that a half is to have at least, where there are as many. A label drawn more often than
        its share has smaller weights: `N_label / n_label`, over the mean of the half (methods/human 6.3).
    fresh : the only items that the held-out half may hold; all by default.

    Returns {item: Drawn}. Empty input gives {}.
    """
    rng = random.Random(seed)
    pools: defaultdict[str, list[int]] = defaultdict(list)
    for item in sorted(labels):
        pools[labels[item]].append(item)
    for label in sorted(pools):
        rng.shuffle(pools[label])
    fresh = set(labels) if fresh is None else set(fresh)
    held = _half({label: [one for one in pool if one in fresh] for label, pool in pools.items()}, held_out, least)
    taken = {item for items in held.values() for item in items}
    rest = {label: [one for one in pool if one not in taken] for label, pool in pools.items()}
    # Items that cannot be held out are of no other use: they come first.
    used_first = {label: sorted(pool, key=lambda one: one in fresh) for label, pool in rest.items()}
    sizes = {label: len(pool) for label, pool in pools.items()}
    return {**_weighed(_half(used_first, development, least), DEVELOPMENT, sizes), **_weighed(held, HELD_OUT, sizes)}


def quotas(sizes: Mapping[str, int], n: int, least: int = 0) -> dict[str, int]:
    """How many of each label make n: in proportion, but `least` of each where there are as many."""
    n = min(n, sum(sizes.values()))
    found = {label: min(size, least) for label, size in sizes.items()}
    if sum(found.values()) > n:
        found = dict.fromkeys(sizes, 0)
    total = sum(sizes.values())
    for _one in range(n - sum(found.values())):
        open_labels = [label for label in sizes if found[label] < sizes[label]]
        # Whoever is furthest below its share comes next; by name where they are level.
        behind = min(open_labels, key=lambda label: (found[label] - n * sizes[label] / total, label))
        found[behind] += 1
    return found


def evenly(labels: Mapping[int, str], n: int, *, seed: int | str, before: Mapping[str, int] | None = None) -> list[int]:
    """Draw n items at random without replacement so that the labels have as equal numbers as there are items.

    Whichever label has the fewest so far comes next, those of `before` (label -> items drawn earlier) counted in; by
    name where they are level. Within a label every item is as likely as any other. So no two labels that still have
    items are more than one apart, unless they were before.

    Parameters
    ----------
    labels : the label of each item that may be drawn. n : how many; fewer come where there are not so many.
    seed : of the draw; the same items, n and seed give the same, whatever order the items come in.

    Returns the items in the order of the draw: the first k of them are even, too. ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("A number of items is not negative.")
    rng = random.Random(seed)
    pools: defaultdict[str, list[int]] = defaultdict(list)
    for item in sorted(labels):
        pools[labels[item]].append(item)
    for label in sorted(pools):
        rng.shuffle(pools[label])
    there, found = Counter(before or {}), []
    for _one in range(min(n, len(labels))):
        label = min((label for label in pools if pools[label]), key=lambda label: (there[label], label))
        there[label] += 1
        found.append(pools[label].pop())
    return found


def _half(pools: Mapping[str, list[int]], n: int, least: int) -> dict[str, list[int]]:
    found = quotas({label: len(pool) for label, pool in pools.items()}, n, least)
    return {label: pools[label][:count] for label, count in found.items()}


def _weighed(half: Mapping[str, list[int]], name: str, sizes: Mapping[str, int]) -> dict[int, Drawn]:
    counts = {label: len(items) for label, items in half.items()}
    if counts == quotas(sizes, sum(counts.values())):
        sizes = counts  # in proportion, up to whole items: each stands for as many
    raw = {item: sizes[label] / len(items) for label, items in half.items() for item in items}
    mean = sum(raw.values()) / len(raw) if raw else 1.0
    return {item: Drawn(name, weight / mean) for item, weight in raw.items()}
