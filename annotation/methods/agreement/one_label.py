"""Agreement on one label."""

from generation.methods.estimates import Share, wilson


def one_label(both: int, either: int, *, level: float = 0.95) -> Share:
    """How far two sides agree on a label: of the items that either gave it, twice those that both did.

    `2a / (2a + b + c)`, a being the items that both gave the label, b and c those that one alone did: F1 of either side
    held against the other, also known as positive agreement. With j = a / (a + b + c) it is `2j / (1 + j)`, which only
    grows with j, so the limits of j's Wilson interval become its own.

    Parameters
    ----------
    both : a.
    either : a + b + c.

    Returns
    -------
    Share with `count` a and `n` a + b + c; without value where nobody gave the label. Items without the label on either
    side are not in it: it says nothing of how rare the label is.

    Raises ValueError for `both` above `either`.

    Reference: Cicchetti and Feinstein, Journal of Clinical Epidemiology 43 (1990) 551; Wilson, JASA 22 (1927).
    """
    shared = wilson(both, either, level=level)
    if shared.value is None:
        return shared
    value, low, high = (2 * j / (1 + j) for j in (shared.value, shared.low, shared.high))
    return Share(value, low, high, both, either)
