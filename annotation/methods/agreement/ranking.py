"""How two sides agree on an order."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import sqrt

from annotation.methods.agreement.figures import Figure, mean, ratio_of_sums, share

Tiers = Sequence[Sequence[str]]  # the best first
Pair = tuple[Tiers, Tiers]


def ranking(pairs: Sequence[Pair]) -> list[Figure]:
    """The share of pairs of candidates that both sides put in the same order, and the mean of Kendall's tau-b.

    That two are equally good is an order too: it is the same where the other side says so as well. Where only two are
    compared the first is a share of items with Wilson's interval, else it has a bootstrap interval over items.

    Parameters: pairs of rankings, tiers with the best first, one pair an item; candidates that one side alone ranked do
    not count. Returns both Figures; of tau-b only the items count where neither side calls all equally good.

    Reference: Kendall, Biometrika 33 (1945) 239.
    """
    orders = [list(_orders(*pair)) for pair in pairs]
    orders = [one for one in orders if one]
    equal, sizes = zip(*map(_same_order, orders), strict=True) if orders else ((), ())
    same = share("same_order", equal) if set(sizes) <= {1} else ratio_of_sums("same_order", equal, sizes)
    taus = [tau for tau in map(_tau_b, orders) if tau is not None]
    return [same, mean("tau", taus)]


def same_order(left: Tiers, right: Tiers) -> tuple[int, int]:
    """How many pairs of candidates both sides put in the same order, and how many there are."""
    return _same_order(list(_orders(left, right)))


def _same_order(orders: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(left == right for left, right in orders), len(orders)


def _tau_b(orders: Sequence[tuple[int, int]]) -> float | None:
    """`(C - D) / sqrt((P - T_left) (P - T_right))` over P pairs, T of them tied; None where a side ties all."""
    strict = [sum(bool(order[side]) for order in orders) for side in (0, 1)]
    if not all(strict):
        return None
    return sum(left * right for left, right in orders) / sqrt(strict[0] * strict[1])


def _orders(left: Tiers, right: Tiers) -> Iterator[tuple[int, int]]:
    """Of each two candidates what either side says: 1 the first is better, -1 the second, 0 neither."""
    one, other = _places(left), _places(right)
    for a, b in combinations(sorted(one.keys() & other.keys()), 2):
        yield _sign(one[b] - one[a]), _sign(other[b] - other[a])


def _places(tiers: Tiers) -> dict[str, int]:
    return {name: place for place, tier in enumerate(tiers) for name in tier}


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
