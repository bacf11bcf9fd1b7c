"""A run that has ended waits for no batch: what is open is cancelled at its door, and what it costs is booked."""

import asyncio
import time
from collections.abc import Callable
from decimal import Decimal

import structlog

from generation.llm.batch_door import BatchDoor, Standing
from generation.llm.client import LLMError, LLMRequest, Usage
from generation.llm.usage import cost_of
from generation.models import Batch, Call, Endpoint
from generation.runs.actions import batch_money

log = structlog.get_logger(__name__)
CANCEL_S = 10.0  # a batch that is cancelled so long and is not over yet may still be billed
LOOK_S = 0.25
LATE = "late: it was answered after the run had ended"


async def close_batches(run_id: int, endpoint: Endpoint, door: BatchDoor, *, second: bool, do: Callable) -> None:
    for batch, unanswered in await do(batch_money.open_batches, run_id, second):
        calls, left = [], unanswered
        try:
            standing = await _ended(door, batch) if unanswered else None
            used = await _late(door, standing, unanswered, endpoint.model) if standing else {}
            calls = [_call(batch, key, usage, endpoint) for key, usage in used.items()]
            left = unanswered - used.keys() if standing and not standing.over else ()
        except LLMError as problem:  # nobody knows what it comes to
            log.warning("batch_not_cancelled", run=run_id, batch=batch.pk, problem=str(problem))
        share = 1 - endpoint.batch_discount
        await do(batch_money.book, batch, calls, sum((Decimal(batch.keys[key]) * share for key in left), Decimal(0)))


async def _ended(door: BatchDoor, batch: Batch) -> Standing | None:
    """Where the batch is after it was cancelled; None where it never arrived."""
    if batch.state == batch_money.DROPPED:
        return None
    standing = Standing(batch.provider_id, batch.state, batch.output)
    if not batch.provider_id and not (standing := await door.find(batch.name)):
        return None
    if not standing.over:
        standing = await _cancelled(door, standing.id)
    batch.state = standing.state
    return standing


async def _cancelled(door: BatchDoor, batch_id: str) -> Standing:
    try:
        standing = await door.cancel(batch_id)
    except LLMError:  # it was over in the meantime, or the door cannot: where it is says which
        standing = await door.look(batch_id)
    until = time.monotonic() + CANCEL_S
    while not standing.over and time.monotonic() < until:
        await asyncio.sleep(LOOK_S)
        standing = await door.look(batch_id)
    return standing


async def _late(door: BatchDoor, standing: Standing, keys: set[str], model: str) -> dict[str, Usage]:
    """What the answers that nobody waits for any more have used, by their requests' keys."""
    if not standing.output:
        return {}
    asked = dict.fromkeys(keys, LLMRequest(messages=(), model=model))
    found = {key: answer.usage async for key, answer in door.collect(standing.output, asked)}
    return {key: usage or Usage() for key, usage in found.items()}


def _call(batch: Batch, key: str, usage: Usage, endpoint: Endpoint) -> Call:
    return Call(
        run_id=batch.run_id,
        step="late",
        second=batch.second,
        request_hash=key,
        request={},
        error=LATE,
        tokens_in=usage.prompt,
        tokens_out=usage.completion,
        cost_usd=cost_of(usage, endpoint.prices(batch=True)),
    )
