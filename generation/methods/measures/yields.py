"""YIELD and CPA: how much of what was made is kept, and what a kept sample costs."""

from decimal import Decimal


def accepted_share(accepted: int, generated: int) -> float | None:
    """Accepted samples by generated ones, in [0, 1]; nothing generated: None."""
    return accepted / generated if generated else None


def cost_per_accepted(spent: int | float | Decimal, accepted: int) -> float | Decimal | None:
    """What an accepted sample costs, in the unit of `spent`: tokens, or money (Decimal stays Decimal).

    `spent` counts all steps, set-up, repairs and rejected calls included. Nothing accepted: None.
    """
    return spent / accepted if accepted else None
