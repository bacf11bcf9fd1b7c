"""A plan that decides after every row: take the lot, refuse it, or look at one more. Standard library only."""

from dataclasses import dataclass
from math import ceil, log
from typing import Literal

Decision = Literal["take", "refuse", "look on"]


@dataclass(frozen=True)
class Sequential:
    """Take below `slope * looks - take`, refuse above `slope * looks + refuse`, in errors found."""

    slope: float
    take: float
    refuse: float

    def decide(self, looks: int, errors: int) -> Decision:
        if errors <= self.slope * looks - self.take:
            return "take"
        return "refuse" if errors >= self.slope * looks + self.refuse else "look on"

    @property
    def first_taken(self) -> int:
        """So many rows without an error, and the lot is taken."""
        return ceil(self.take / self.slope)


def sequential_plan(good: float, bad: float, *, alpha: float = 0.05, beta: float = 0.10) -> Sequential:
    """Wald's test of a share of errors `good` (refused with chance alpha at most) against `bad` (taken with beta).

    ValueError where good is not above 0 and below bad. Independent rows: for small lots it is on the safe side.
    Reference: Wald, Sequential Analysis, 1947.
    """
    if not 0 < good < bad < 1:
        raise ValueError("A good lot has fewer errors than a bad one, and not none.")
    apart = log(bad * (1 - good) / (good * (1 - bad)))
    return Sequential(
        slope=log((1 - good) / (1 - bad)) / apart,
        take=log((1 - alpha) / beta) / apart,
        refuse=log((1 - beta) / alpha) / apart,
    )
