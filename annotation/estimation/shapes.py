"""From the stored report to what the page and answers show: offers with their price, the sample beside the audit."""

from annotation.models import Estimation, RoutePrices
from annotation.stopping.shapes import cost, seconds_of


def with_prices(data: dict, prices: RoutePrices) -> dict:
    """The offers with minutes and USD, at the wage in force and the time that an answer took, or is taken to."""
    if not data.get("offers"):
        return data
    seconds, is_measured = seconds_of(data, prices)
    offers = [
        offer | {"cost": cost(data["answers_a_row"] * offer["looks"], seconds, prices.wage)} for offer in data["offers"]
    ]
    return data | {"offers": offers, "seconds_used": seconds, "seconds_measured": is_measured, "wage": prices.wage}


def looks_for(data: dict, width: float) -> int | None:
    """Those of the offer with this width to each side."""
    return next((offer["looks"] for offer in data.get("offers", ()) if offer["width"] == width), None)


def standing_of(estimation: Estimation | None) -> dict | None:
    """What is known of the newest sample at this moment, without its figures."""
    if estimation is None:
        return None
    return {
        "number": estimation.number,
        "snapshot": estimation.snapshot.number,
        "looks": estimation.looks,
        "state": "ended" if estimation.ended_at else "asked" if estimation.drawn_at else "drawing",
        "seed_commitment": estimation.seed_commitment,
    }
