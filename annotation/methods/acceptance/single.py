"""Plans for a hand-over: check n rows of a lot, take it with c errors at most. They hold for one look."""

from dataclasses import dataclass

from scipy.stats import binom, hypergeom

FINITE = 0.1  # of the lot: more than that checked, and draws are counted without replacement
MOST_ERRORS = 1000


@dataclass(frozen=True)
class Plan:
    """Check `looks` rows; take the lot with `errors` wrong ones at most."""

    looks: int
    errors: int


def single_plan(good: float, bad: float, *, alpha: float = 0.05, beta: float = 0.10) -> Plan:
    """The smallest plan that takes a lot with a share `good` of errors but for `alpha`, and one with `bad` at `beta`.

    From c = 0 up: for each the fewest looks with P(take | bad) <= beta, until P(take | good) >= 1 - alpha.
    ValueError where good is not below bad, or too near for a plan of 1,000 errors.

    Reference: Schilling and Neubauer, Acceptance Sampling in Quality Control; binomial.
    """
    if not 0 <= good < bad < 1:
        raise ValueError("A good lot has fewer errors than a bad one.")
    looks = 1
    for errors in range(MOST_ERRORS):
        looks = _fewest(errors, bad, beta, looks)
        if binom.cdf(errors, looks, good) >= 1 - alpha:
            return Plan(looks, errors)
    raise ValueError("Good and bad lots are too near to be told apart.")


def chance_to_take(plan: Plan, share: float, *, lot: int | None = None) -> float:
    """The chance that a lot with this share of errors is taken (operating characteristic)."""
    if lot is not None and plan.looks > FINITE * lot:
        return float(hypergeom.cdf(plan.errors, lot, round(share * lot), min(plan.looks, lot)))
    return float(binom.cdf(plan.errors, plan.looks, share))


def outgoing(plan: Plan, share: float, lot: int) -> float:
    """The mean share of errors after lots that are not taken were checked whole, and errors seen were mended (AOQ)."""
    return float(binom.cdf(plan.errors, plan.looks, share)) * share * (lot - plan.looks) / lot


def _fewest(errors: int, bad: float, beta: float, least: int) -> int:
    low, high = max(least, errors + 1) - 1, max(least, errors + 1)
    while binom.cdf(errors, high, bad) > beta:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if binom.cdf(errors, middle, bad) > beta else (low, middle)
    return high
