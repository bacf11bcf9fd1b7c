"""How many requests of a run are under way at most."""

from generation.models import Endpoint, Run

PLACES_OF_BATCHES = 2000


def places_of(run: Run) -> int:
    """How many requests of a run are under way at most, at all endpoints that it asks."""
    return sum(places_at(run, endpoint) for endpoint in (run.endpoint, run.second) if endpoint)


def places_at(run: Run, endpoint: Endpoint) -> int:
    """How many of them are under way at one endpoint at most; those of a batch wait together."""
    return PLACES_OF_BATCHES if run.setup.get("batch") else endpoint.concurrency
