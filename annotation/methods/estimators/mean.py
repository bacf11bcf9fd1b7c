"""An estimated share with its standard error, and its normal interval."""

from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Mean:
    """`value` of a share with its standard `error`, from `n` answers."""

    value: float
    error: float
    n: int

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Two-sided by the normal law, kept within 0 and 1. It says too little where errors are rare."""
        reach = NormalDist().inv_cdf((1 + level) / 2) * self.error
        return max(0.0, self.value - reach), min(1.0, self.value + reach)

    def upper(self, risk: float = 0.05) -> float:
        """One-sided: above the truth but for `risk`, by the normal law."""
        return min(1.0, self.value + NormalDist().inv_cdf(1 - risk) * self.error)
