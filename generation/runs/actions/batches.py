"""A gateway that asks by batches: requests are gathered, handed in together, and waited for.

What is under way stands in the database by the requests' keys. A worker that begins after a kill asks the same requests
again, finds them in their batch, and hands nothing in twice. What a batch does not answer is asked live.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import structlog

from generation.llm.batch_door import MOST_LINES, BatchDoor, Standing
from generation.llm.client import ConfigurationError, LLMError, LLMRequest, Reply, RequestRejected, request_key
from generation.llm.openai_client import OpenAIGateway
from generation.models import Batch, Run
from generation.runs.actions.places import Stopping

log = structlog.get_logger(__name__)
QUIET_S = 2.0  # nothing was asked for so long: what has been gathered goes in
POLL_S = 5.0


class BatchGateway:
    """`complete` waits until the request's batch has an answer; `do` runs database work in the worker's thread."""

    def __init__(self, run: Run, inner: OpenAIGateway, do: Callable, stopped: asyncio.Event) -> None:
        self.run, self.inner, self._do, self._stopped = run, inner, do, stopped
        self.door = BatchDoor(inner)
        self._waiting: dict[str, tuple[LLMRequest, asyncio.Future]] = {}
        self._gathered: dict[str, LLMRequest] = {}
        self._batches: list[Batch] = []
        self._last = time.monotonic()
        self._live = False  # the endpoint has no such door
        self._places = asyncio.Semaphore(run.endpoint.concurrency)  # for what is asked live after all
        self._task: asyncio.Task | None = None

    @property
    def capabilities(self) -> dict[str, Any]:
        return self.inner.capabilities

    async def start(self) -> None:
        self._batches = await self._do(_batches_of, self.run.pk)
        self._task = asyncio.create_task(self._work())

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def complete(self, request: LLMRequest) -> Reply:
        if self._live:
            return await self._alive(request)
        key = request_key(request, base_url=self.run.endpoint.base_url)
        future = asyncio.get_running_loop().create_future()
        self._waiting[key] = (request, future)
        if not any(key in batch.keys for batch in self._batches):
            self._gathered[key] = request
        self._last = time.monotonic()
        try:
            reply = await future
        finally:
            self._waiting.pop(key, None)
            self._gathered.pop(key, None)
        return reply if reply is not None else await self._alive(request)

    async def _alive(self, request: LLMRequest) -> Reply:
        async with self._places:
            return await self.inner.complete(request)

    # -- Beside the rows ---------------------------------------------------------------------------------------------
    async def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                await self._hand_in()
                for batch in list(self._batches):
                    await self._look_after(batch)
            except (ConfigurationError, RequestRejected) as problem:
                self._go_live(problem)
                return
            except LLMError as problem:
                log.warning("batch_delayed", run=self.run.pk, problem=str(problem))
            await self._rest()
        self._end()

    async def _rest(self) -> None:
        wait = min(QUIET_S / 2, POLL_S) if self._gathered else POLL_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._stopped.wait()

    async def _hand_in(self) -> None:
        quiet = time.monotonic() - self._last >= QUIET_S
        if not self._gathered or not (quiet or len(self._gathered) >= MOST_LINES):
            return
        asked, self._gathered = self._gathered, {}
        batch = await self._do(_new_batch, self.run.pk, list(asked))
        self._batches.append(batch)
        await self._keep(batch, await self.door.submit(asked, name=self._name(batch)))

    async def _look_after(self, batch: Batch) -> None:
        """Bring one batch on; where it is over, answer whoever waits for it."""
        waiting = {key: self._waiting[key][0] for key in batch.keys if key in self._waiting}
        if not waiting:
            return
        if not batch.provider_id:  # its worker died just then: it is there under its name, or it never arrived
            found = await self.door.find(self._name(batch)) or await self.door.submit(waiting, name=self._name(batch))
            await self._keep(batch, found)
        standing = Standing(batch.provider_id, batch.state, batch.output)
        if not standing.over:
            standing = await self.door.look(batch.provider_id)
            await self._keep(batch, standing)
        if standing.over:
            replies = await self.door.collect(standing.output, waiting) if standing.output else {}
            for key in waiting:
                self._answer(key, replies.get(key))

    def _answer(self, key: str, reply: Reply | None) -> None:
        """None: the batch did not answer this one; it is asked live."""
        _request, future = self._waiting[key]
        if not future.done():
            future.set_result(reply)

    def _go_live(self, problem: LLMError) -> None:
        log.warning("no_batches_here", run=self.run.pk, problem=str(problem))
        self._live = True
        for key in list(self._waiting):
            self._answer(key, None)

    def _end(self) -> None:
        """The run pauses: whoever waits ends, and finds its batch again when it goes on."""
        for _request, future in self._waiting.values():
            if not future.done():
                future.set_exception(Stopping())

    async def _keep(self, batch: Batch, standing: Standing) -> None:
        batch.provider_id, batch.state, batch.output = standing.id, standing.state, standing.output
        await self._do(lambda: batch.save(update_fields=["provider_id", "state", "output"]))

    def _name(self, batch: Batch) -> str:
        return f"run-{self.run.pk}-{batch.pk}"


def _batches_of(run_id: int) -> list[Batch]:
    return list(Batch.objects.filter(run=run_id))


def _new_batch(run_id: int, keys: list[str]) -> Batch:
    return Batch.objects.create(run_id=run_id, keys=keys)
