"""How long an answer takes, and so what it costs: as it was measured here from six answers on, else as the price list
says. Every page that tells a price of an answer asks here."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotation.models import RoutePrices

LEAST_TIMES = 6  # below, a median has no interval


@dataclass(frozen=True)
class AnswerTime:
    """`seconds`: measured in `n` answers, the newest ones, or of the price list."""

    seconds: float
    is_measured: bool = False
    n: int = 0

    def usd(self, wage: float) -> float:
        """What an answer costs at so many USD an hour."""
        return wage * self.seconds / 3600


def answer_time(prices: RoutePrices, measured: Mapping | None) -> AnswerTime:
    """`measured`: {seconds, seconds_n}, the median of the answers timed here and how many they are."""
    seconds, n = (measured or {}).get("seconds"), (measured or {}).get("seconds_n") or 0
    if seconds and n >= LEAST_TIMES:
        return AnswerTime(seconds, is_measured=True, n=n)
    return AnswerTime(prices.seconds)
