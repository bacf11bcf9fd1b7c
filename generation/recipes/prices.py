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


def price_of(expected: Range, endpoint: Endpoint) -> Price:
    """The expected range at an endpoint's prices (USD a million tokens)."""
    tokens = tuple(i + o for i, o in zip(expected.tokens_in, expected.tokens_out, strict=True))
    usd = expected.cost(endpoint.price_in, endpoint.price_out)
    return Price(expected.calls, tokens, usd, free=not (endpoint.price_in or endpoint.price_out))
