import pytest

from generation.models import Endpoint
from generation.runs.actions.lifecycle import start_run


@pytest.fixture
def endpoint_at(project):
    def make(peer, **more) -> Endpoint:
        return Endpoint.objects.create(
            project=project, name="peer", base_url=peer.url, model="m", **({"concurrency": 8, "timeout_s": 5} | more)
        )

    return make


@pytest.fixture
def start(project, codebook, lead):
    """Start a run of SimPrompt, or what is asked for."""

    def make(endpoint: Endpoint, **more):
        asked = {"recipe": "simprompt", "count": 20, "seed": 7} | more
        return start_run(project=project, endpoint=endpoint, by=lead, **asked)

    return make
