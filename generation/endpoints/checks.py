"""Does an endpoint answer? One small request, from a background job: the web process has no LLM client."""

import asyncio

from generation.encryption import KeyUnreadable
from generation.endpoints.gateways import connected
from generation.llm.addresses import AddressRefused
from generation.llm.client import LLMError, LLMRequest
from generation.models import Endpoint

DEADLINE_S = 20
QUESTION = {"role": "user", "content": "Answer with the word yes."}
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}}


def check_endpoint(endpoint: Endpoint) -> dict:
    """{ok, message} and, of one that answers, {model, mode, latency_ms, logprobs}."""
    try:
        return asyncio.run(_asked(endpoint))
    except (LLMError, AddressRefused, KeyUnreadable) as problem:
        return {"ok": False, "message": str(problem)}


async def _asked(endpoint: Endpoint) -> dict:
    deadline = min(DEADLINE_S, endpoint.timeout_s)
    request = LLMRequest(
        (QUESTION,), endpoint.model, max_tokens=200, schema=SCHEMA, logprobs=5, seed=1, deadline_s=deadline
    )
    async with connected(endpoint) as gateway:
        reply = await gateway.complete(request)
        await asyncio.to_thread(_note, endpoint, gateway.capabilities)
    meta = reply.meta
    return {
        "ok": True,
        "message": "",
        "model": meta["model"],
        "mode": meta["mode"],
        "latency_ms": meta["latency_ms"],
        "logprobs": bool(reply.logprobs and reply.logprobs[0]),
    }


def _note(endpoint: Endpoint, capabilities: dict) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(capabilities=capabilities)
