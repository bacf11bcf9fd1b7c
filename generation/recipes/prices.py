"""The price range of a run as the page and the API show it."""

from dataclasses import dataclass
from decimal import Decimal

from generation.catalogue.estimate import Range
from generation.models import Endpoint


@dataclass(frozen=True)
class Price:
    """Calls, tokens and USD, from low to high; `free` where the endpoint has no prices."""

    calls: tuple[int, int]
    tokens: tuple[int, int]
    usd: tuple[Decimal, Decimal]
    free: bool


@dataclass(frozen=True)
class Models:
    """Whom a run asks, and how: its endpoint, that of its second model where it names one, live or in batches."""

    first: Endpoint
    second: Endpoint | None = None
    batch: bool = False

    @property
    def simulated(self) -> bool:
        return self.first.simulated or bool(self.second and self.second.simulated)


def price_of(expected: Range, models: Models) -> Price:
    """The expected range, each part of it at its endpoint's prices (USD a million tokens)."""
    tokens = tuple(i + o for i, o in zip(expected.tokens_in, expected.tokens_out, strict=True))
    first = models.first.prices(batch=models.batch)
    usd = expected.first.cost(first.tokens_in, first.tokens_out)
    if expected.second and models.second:
        second = models.second.prices(batch=models.batch)
        more = expected.second.cost(second.tokens_in, second.tokens_out)
        usd = (usd[0] + more[0], usd[1] + more[1])
    asked = (models.first, models.second) if models.second else (models.first,)
    return Price(expected.calls, tokens, usd, free=not any(one.price_in or one.price_out for one in asked))
