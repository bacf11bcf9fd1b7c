"""An interval of a mean that may be looked at after every answer, for dashboards: it holds from large samples on."""

from math import log, sqrt

ALPHA = 0.05


def tuned(at: float, *, alpha: float = ALPHA) -> float:
    """rho^2 that makes the interval narrowest after `at` answers: x = at rho^2 solves x = ln((1 + x) / alpha^2)."""
    if not at > 0 or not 0 < alpha < 1:
        raise ValueError("It is tuned for a number of answers and a risk between 0 and 1.")
    x = 1.0
    for _round in range(200):  # it contracts: the derivative is 1 / (1 + x)
        x = log((1 + x) / alpha**2)
    return x / at


def half_width(deviation: float, answers: int, *, best_at: float, alpha: float = ALPHA) -> float:
    """How far the interval reaches to each side after so many answers.

    `deviation * sqrt((t rho^2 + 1) / (t^2 rho^2) * ln((t rho^2 + 1) / alpha^2))`; infinite without any answer. At
    `best_at` it is 3.035 deviations over the root of t (alpha = .05), where one look alone would have 1.96.

    Reference: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 2024 (arXiv 2103.06476).
    """
    if answers < 1:
        return float("inf")
    spent = answers * tuned(best_at, alpha=alpha)
    return deviation * sqrt((spent + 1) / (answers * spent) * log((spent + 1) / alpha**2))
