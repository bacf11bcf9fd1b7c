"""Whether the values found in the output are shared out as they were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import chi2

LEAST_EXPECTED = 5  # Cochran's rule of thumb: below, the p-value is not to be trusted


@dataclass(frozen=True)
class MarginalTest:
    """Pearson's `statistic`, its degrees of freedom and p-value; `reliable` if every expected count is at least 5."""

    statistic: float
    freedom: int
    p_value: float
    reliable: bool


def marginal_test(found: Mapping[str, int], asked: Mapping[str, float]) -> MarginalTest | None:
    """Chi-square test of the output's marginal of one dimension against the requested one: sum (o - e)^2 / e.

    Meant for dimensions that do not depend on the label: a low p-value says that the model, or the gates, prefer some
    values.

    Parameters
    ----------
    found : how often each value was found in accepted texts. asked : how often, or in what ratio, it was requested.

    A value that was found but never asked for makes the statistic infinite and the p-value 0. Fewer than two values
    asked for and none besides, or nothing found: None.

    Reference: Pearson 1900; Cochran, "Some methods for strengthening the common chi-square tests" (1954).
    """
    total, weight = sum(found.values()), sum(asked.values())
    values = {value for value, share in asked.items() if share > 0} | {value for value, n in found.items() if n > 0}
    if len(values) < 2 or not total or not weight:
        return None
    expected = {value: total * asked.get(value, 0) / weight for value in values}
    statistic = sum(_term(found.get(value, 0), expected[value]) for value in sorted(values))
    freedom = len(values) - 1
    return MarginalTest(
        statistic, freedom, float(chi2.sf(statistic, freedom)), min(expected.values()) >= LEAST_EXPECTED
    )


def _term(observed: int, expected: float) -> float:
    return (observed - expected) ** 2 / expected if expected else float("inf")
