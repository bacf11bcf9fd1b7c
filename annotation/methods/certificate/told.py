"""A risk and a confidence in hundredths, as they are printed: what is told is never more than what is promised.

Two digits of the risk, one decimal at least: 0.05 is 5.0 (confidence 95.0), 0.000475 is 0.048 (99.952). So a confidence
near 1 is not taken for certainty. Standard library only, for web processes.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

DIGITS = 2
NOISE = Decimal("1e-12")  # of floats: 0.1 + 0.2 is not told as more than 0.3
LEAST = Decimal("1e-6")  # a confidence is kept with six digits; one that was rounded to 1 is not certain


def confidence_of(risk: float) -> float:
    """As it is kept: six digits, rounded down."""
    return float((1 - Decimal(repr(float(risk))).quantize(NOISE)).quantize(LEAST, rounding=ROUND_FLOOR))


def risk_told(risk: float) -> Decimal:
    """Rounded up; as many decimals as it has are to be printed."""
    return _up(Decimal(repr(float(risk))).quantize(NOISE))


def confidence_told(confidence: float) -> Decimal:
    """Rounded down, and below 100."""
    return 100 - _up(max(LEAST, (1 - Decimal(repr(float(confidence)))).quantize(NOISE)))


def _up(risk: Decimal) -> Decimal:
    decimals = max(1, DIGITS - 1 - (100 * risk).adjusted()) if risk else 1
    return (100 * risk).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_CEILING)
