"""A gateway that asks by batches: requests are gathered, handed in together, and waited for.

What is under way stands in the database by the requests' keys. A worker that begins after a kill asks the same requests
again, finds them in their batch, and hands nothing in twice. What a batch does not answer is asked live. A door that
cannot help any more ends the waiting: whoever waits is told why, and the run pauses with that.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import structlog

from generation.llm.batch_door import MOST_LINES, BatchDoor, Standing
from generation.llm.client import (
    ConfigurationError,
    LLMError,
    LLMRequest,
    QuotaExhausted,
    RateLimited,
    Reply,
    RequestRejected,
    request_key,
)
from generation.llm.limits import back_off
from generation.llm.openai_client import OpenAIGateway
from generation.llm.usage import worst_case
from generation.models import Batch, Endpoint, Run
from generation.runs.actions.batch_money import DROPPED, Kept, batches_after, new_batch
from generation.runs.actions.health import Health, RunStops
from generation.runs.actions.places import Stopping

log = structlog.get_logger(__name__)
QUIET_S = 2.0  # nothing was asked for so long: what has been gathered goes in
POLL_S = 5.0
NOT_HERE = (ConfigurationError, RequestRejected)


@dataclass(slots=True)
class Waiting:
    """A request that somebody waits for. Its future is given the answer, why there is none, or None: ask live."""

    request: LLMRequest
    answer: asyncio.Future = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class BatchGateway:
    """`complete` waits until the request's batch has an answer; `do` runs database work in the worker's thread."""

    def __init__(
        self,
        run: Run,
        endpoint: Endpoint,
        inner: OpenAIGateway,
        *,
        second: bool,
        do: Callable,
        health: Health,
        stopped: asyncio.Event,
        token: str,
    ) -> None:
        self._token, self._capped = token, run.budget_usd is not None and (endpoint.price_in or endpoint.price_out)
        self._kept: dict[str, Kept] = {}  # by key: what its batch keeps for it
        self._prices = endpoint.prices()
        self.run, self.endpoint, self.second, self.inner = run, endpoint, second, inner
        self.door, self.health = BatchDoor(inner), health
        self._do, self._stopped = do, stopped
        self._waiting: dict[str, Waiting] = {}
        self._gathered: dict[str, LLMRequest] = {}
        self._batches: list[Batch] = []
        self._handed_in: dict[str, Batch] = {}  # by key the batch that is to answer it, and has not done so here
        self._newest = 0  # the last batch that was looked at for being another worker's
        self._last = time.monotonic()
        self._live = False  # the endpoint has no such door
        self._places = asyncio.Semaphore(endpoint.concurrency)  # for what is asked live after all
        self._tasks: list[asyncio.Task] = []

    @property
    def capabilities(self) -> dict[str, Any]:
        return self.inner.capabilities

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    def keeps(self, key: str) -> bool:
        """Whether a batch has set aside what the request costs at most."""
        return key in self._kept

    def let_go(self, key: str) -> Kept | None:
        """What a batch keeps for a request that has been paid for, or will not be made."""
        return self._kept.pop(key, None)

    async def __aenter__(self) -> None:
        await self._learn_of_others()
        self._tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._end_when_stopped())]

    async def __aexit__(self, *_trouble) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def complete(self, request: LLMRequest) -> Reply:
        """The answer, from a batch or live. LLMError as of any gateway; RunStops where the door stays shut."""
        if self._stopped.is_set():
            raise Stopping
        key = request_key(request, base_url=self.endpoint.base_url)
        if request.bias or (self._live and key not in self._handed_in):  # a bias is told by tokens: another door knows
            return await self._alive(request)
        waiting = self._waiting.get(key) or self._await(key, request)
        reply = await asyncio.shield(waiting.answer)  # two rows may wait for the same
        return reply if reply is not None else await self._alive(request)

    def _await(self, key: str, request: LLMRequest) -> Waiting:
        waiting = self._waiting[key] = Waiting(request)
        if key not in self._handed_in:
            self._gathered[key] = request
        self._last = time.monotonic()
        return waiting

    async def _alive(self, request: LLMRequest) -> Reply:
        async with self._places:
            return await self.inner.complete(request)

    # -- Beside the rows ---------------------------------------------------------------------------------------------
    async def _work(self) -> None:
        failures = 0
        while True:
            try:
                await self._look_after_all()
                await self._hand_in()
            except LLMError as problem:
                log.warning("batch_delayed", run=self.run.pk, problem=str(problem))
                self._delayed(problem)
                failures += 1
                await asyncio.sleep(_wait(problem, failures))
            except Exception as problem:  # nobody may wait for ever for what this task has died of
                log.exception("batch_failed", run=self.run.pk)
                self._answer_all(problem)
                await asyncio.sleep(POLL_S)
            else:
                self.health.answered()
                failures = 0
                await asyncio.sleep(min(QUIET_S / 2, POLL_S) if self._gathered else POLL_S)

    def _delayed(self, problem: LLMError) -> None:
        """Try again, unless that is of no use: then all who wait are told."""
        if isinstance(problem, QuotaExhausted):
            self._answer_all(problem)
            return
        try:
            self.health.failed(problem)
        except RunStops as stops:
            self._answer_all(stops)

    async def _hand_in(self) -> None:
        quiet = time.monotonic() - self._last >= QUIET_S
        if self._gathered and quiet:
            await self._learn_of_others()
        while self._gathered and (quiet or len(self._gathered) >= MOST_LINES):
            lines = self.door.portion(self._gathered)
            batch = await self._new_batch({key: self._gathered[key] for key in lines})
            self._batches.append(batch)
            for key in lines:
                self._gathered.pop(key, None)
            self._handed_in.update(dict.fromkeys(lines, batch))
            try:
                await self._keep(batch, await self.door.submit(lines, name=batch.name))
            except NOT_HERE as problem:
                await self._drop(batch)
                self._go_live(problem)

    async def _new_batch(self, requests: dict[str, LLMRequest]) -> Batch:
        """What was set aside for the requests goes over to the batch."""
        worst = {key: worst_case(request, self._prices) for key, request in requests.items()}
        before = {key: self._kept[key] for key in worst if key in self._kept}
        own = sum((worst[key] for key in worst if key not in before), Decimal(0)) if self._capped else Decimal(0)
        keys = {key: str(amount) for key, amount in worst.items()}
        batch = await self._do(new_batch, self.run.pk, self.second, keys, self._token, own, list(before.values()))
        if self._capped:
            for key, amount in worst.items():
                self._kept[key] = Kept(batch.pk, amount, own=before[key].own if key in before else True)
        return batch

    async def _learn_of_others(self) -> None:
        """Find the batches of workers that came before, or that died meanwhile and left their rows to this one."""
        own = {batch.pk for batch in self._batches}
        for batch, answered, useless in await self._do(batches_after, self.run.pk, self.second, self._newest):
            self._newest = batch.pk
            if batch.pk in own:
                continue
            if batch.reserved_usd:
                for key in batch.keys.keys() - answered:
                    self._kept[key] = Kept(batch.pk, Decimal(batch.keys[key]), own=False)
            if batch.state == DROPPED:
                continue
            self._batches.append(batch)
            for key in batch.keys.keys() - useless:
                self._handed_in[key] = batch
                self._gathered.pop(key, None)

    async def _look_after_all(self) -> None:
        """Bring every batch on; LLMError of the last that could not be looked after, for one stops no other."""
        trouble = None
        for batch in list(self._batches):
            try:
                await self._look_after(batch)
            except LLMError as problem:
                trouble = problem
        if trouble:
            raise trouble

    async def _look_after(self, batch: Batch) -> None:
        """Bring one batch on; where it is over, answer whoever waits for it."""
        waiting = self._waiting_for(batch)
        if not waiting:
            return
        try:
            if not batch.provider_id and not await self._found(batch):
                return
            standing = Standing(batch.provider_id, batch.state, batch.output)
            if not standing.over:
                standing = await self.door.look(batch.provider_id)
                await self._keep(batch, standing)
            if standing.over and standing.output:
                async for key, answer in self.door.collect(standing.output, waiting):
                    self._answer(key, answer)
        except NOT_HERE as problem:  # the endpoint knows nothing of it any more
            log.warning("batch_gone", run=self.run.pk, batch=batch.pk, problem=str(problem))
        else:
            if not standing.over:
                return
        for key in waiting:
            self._answer(key, None)

    async def _found(self, batch: Batch) -> bool:
        """Whether a batch whose number was lost is there under its name. It never arrived otherwise, and what it holds
        is gathered anew."""
        if found := await self.door.find(batch.name):
            await self._keep(batch, found)
            return True
        await self._drop(batch)
        return False

    async def _drop(self, batch: Batch) -> None:
        """It never arrived; what was set aside for its requests stays with it until they are asked anew."""
        await self._do(lambda: Batch.objects.filter(pk=batch.pk).update(state=DROPPED))
        self._batches.remove(batch)
        self._gathered |= self._waiting_for(batch)
        self._handed_in = {key: other for key, other in self._handed_in.items() if other is not batch}

    def _waiting_for(self, batch: Batch) -> dict[str, LLMRequest]:
        mine = (key for key in batch.keys if self._handed_in.get(key) is batch)
        return {key: self._waiting[key].request for key in mine if key in self._waiting}

    def _answer(self, key: str, answer: Reply | Exception | None) -> None:
        """None: the batch did not answer this one; it is asked live."""
        waiting = self._waiting.pop(key, None)
        self._gathered.pop(key, None)
        if waiting is None or waiting.answer.done():
            return
        self._handed_in.pop(key, None)  # who asks once more wants another answer than this
        if isinstance(answer, Exception):
            waiting.answer.set_exception(answer)
            waiting.answer.exception()  # those who waited may have ended
        else:
            waiting.answer.set_result(answer)

    def _answer_all(self, answer: Exception | None) -> None:
        for key in list(self._waiting):
            self._answer(key, answer)

    def _go_live(self, problem: LLMError) -> None:
        """Ask live from now on; what was handed in before is still looked after."""
        log.warning("no_batches_here", run=self.run.pk, problem=str(problem))
        self._live = True
        for key in list(self._gathered):
            self._answer(key, None)

    async def _end_when_stopped(self) -> None:
        """The run pauses: whoever waits ends, and finds its batch again when it goes on."""
        await self._stopped.wait()
        self._answer_all(Stopping())

    async def _keep(self, batch: Batch, standing: Standing) -> None:
        batch.provider_id, batch.state, batch.output = standing.id, standing.state, standing.output
        await self._do(lambda: batch.save(update_fields=["provider_id", "state", "output"]))


def _wait(problem: LLMError, failures: int) -> float:
    """Seconds until the door is tried again: what it says itself, or longer each time."""
    if isinstance(problem, RateLimited) and problem.retry_after is not None:
        return problem.retry_after
    return max(back_off(failures - 1, random), min(QUIET_S, POLL_S))
