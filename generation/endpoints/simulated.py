"""Where the built-in simulated model answers. Its endpoint has a name instead of an address, for the port is another at
each start: `serve` notes it in a file, SYNTHLAB_SIMULATOR_URL names one elsewhere, else a worker starts its own."""

import socket
from urllib.parse import urlsplit

from django.conf import settings

from generation.models import Endpoint, Project

SIMULATED_URL = "http://simulated-model/v1"
SIMULATED_MODEL = "simulated"
SIMULATED_NAME = "Built-in model"  # a tag beside it says everywhere that it is simulated


def is_built_in(endpoint: Endpoint) -> bool:
    return endpoint.base_url == SIMULATED_URL


def simulated_endpoint(project: Project) -> Endpoint:
    """The project's endpoint for the simulated model, made where there is none."""
    defaults = {"base_url": SIMULATED_URL, "model": SIMULATED_MODEL, "simulated": True}
    return project.endpoints.get_or_create(name=SIMULATED_NAME, defaults=defaults)[0]


def running_address() -> str | None:
    """The address of a simulated model that is up, or None."""
    noted = settings.SIMULATOR_URL_FILE
    url = settings.SYNTHLAB_SIMULATOR_URL or (noted.read_text().strip() if noted.exists() else "")
    return url if url and _listens(url) else None


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=1):
            return True
    except OSError:
        return False
