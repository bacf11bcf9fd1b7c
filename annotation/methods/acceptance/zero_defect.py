"""How many rows of a lot have to be right, one and all, so that at most a share of it is wrong."""

from math import floor, lgamma, log


def clean_looks(lot: int, limit: float, *, risk: float = 0.05) -> int:
    """The fewest rows drawn without replacement that would all be right with chance `risk` at most if more were wrong.

    The least lot that breaks the promise has `floor(limit * lot) + 1` errors. All rows where even that does not
    suffice; none where all may be wrong. Holds for one look, like any fixed plan.

    Reference: hypergeometric zero-acceptance plan, Squeglia.
    """
    wrong = floor(limit * lot + 1e-9) + 1
    if wrong > lot:
        return 0
    low, high = 0, lot - wrong + 1  # so many are not all right
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _log_all_right(lot, wrong, middle) <= log(risk) else (middle, high)
    return high


def _log_all_right(lot: int, wrong: int, looks: int) -> float:
    """ln of C(lot - wrong, looks) / C(lot, looks)."""
    right = lot - wrong
    return lgamma(right + 1) - lgamma(right - looks + 1) - lgamma(lot + 1) + lgamma(lot - looks + 1)
