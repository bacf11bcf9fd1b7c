"""From a stored endpoint to an open connection. Worker only: this is what brings the LLM client in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from generation.encryption import opened
from generation.endpoints.allowed import allowed_hosts, site_key
from generation.endpoints.simulated import is_built_in, running_address
from generation.llm.addresses import checked_address
from generation.llm.openai_client import OpenAIGateway
from generation.llm.simulator.server import Simulator
from generation.models import Endpoint


@asynccontextmanager
async def connected(endpoint: Endpoint) -> AsyncIterator[OpenAIGateway]:
    """An open gateway. The simulated model is found where it runs; where it does not, one lives as long as this."""
    simulator = gateway = None
    try:
        url, allowed = endpoint.base_url, allowed_hosts()
        if is_built_in(endpoint):
            url = await asyncio.to_thread(running_address)
            simulator = None if url else Simulator()
            url = url or await simulator.start()
            allowed = [urlsplit(url).hostname]  # an address of our own, not one that anybody typed in
        gateway = OpenAIGateway(
            base_url=url,
            api_key=opened(endpoint.api_key_encrypted) or site_key(url),
            address=await asyncio.to_thread(lambda: checked_address(url, allowed=allowed)),
            connections=endpoint.concurrency,
            capabilities=endpoint.capabilities,
        )
        yield gateway
    finally:
        if gateway:
            await gateway.close()
        if simulator:
            await simulator.stop()
