"""All that asks a run's endpoints: opened together for one worker, and closed when it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass

from generation.endpoints.gateways import connected
from generation.llm.openai_client import OpenAIGateway
from generation.methods.steps import FIRST, SECOND
from generation.models import Endpoint, Run
from generation.runs.actions import batch_money, ledger
from generation.runs.actions.batches import BatchGateway
from generation.runs.actions.calls import Caller
from generation.runs.actions.closing import close_batches
from generation.runs.actions.health import Health
from generation.runs.actions.places import Places
from generation.runs.actions.writer import Writer
from generation.runs.frames.places import places_at


@dataclass(frozen=True)
class Opening:
    """What all callers of one worker share. `break_off` takes what an answer could not be stored for."""

    run: Run
    writer: Writer
    stopped: asyncio.Event
    patience_s: float
    break_off: Callable[[BaseException], None]

    @asynccontextmanager
    async def callers(self) -> AsyncIterator[dict[str, Caller]]:
        """A caller for each model that recipes speak of, by its name; without a second endpoint both are the same."""
        async with AsyncExitStack() as open_until_the_end:
            first = await open_until_the_end.enter_async_context(self._caller(self.run.endpoint))
            callers = {FIRST: first, SECOND: first}
            if self.run.second:
                second = self._caller(self.run.second, second=True)
                callers[SECOND] = await open_until_the_end.enter_async_context(second)
            yield callers

    @asynccontextmanager
    async def _caller(self, endpoint: Endpoint, *, second: bool = False) -> AsyncIterator[Caller]:
        """All that asks one endpoint: its connection, its places, its health. What it was seen to refuse is kept."""
        async with connected(endpoint) as gateway:
            batches = self._batches(endpoint, gateway, second) if self.run.setup.get("batch") else None
            caller = Caller(
                run=self.run,
                endpoint=endpoint,
                second=second,
                gateway=batches or gateway,
                places=Places(places_at(self.run, endpoint), self.stopped),
                writer=self.writer,
                health=Health(self.patience_s),
                break_off=self.break_off,
                before=await self.writer.do(ledger.before, self.run, endpoint.pk),
                batches=batches,
            )
            async with batches or nullcontext():
                yield caller
            await self.writer.do(_keep_capabilities, endpoint.pk, gateway.capabilities)

    def _batches(self, endpoint: Endpoint, gateway: OpenAIGateway, second: bool) -> BatchGateway:
        health = Health(self.patience_s)  # of its own: another door
        return BatchGateway(
            self.run, endpoint, gateway, second=second, do=self.writer.do, health=health, stopped=self.stopped,
            token=self.writer.token,
        )  # fmt: skip


async def close_what_is_left(run_id: int, callers: Iterable[Caller], writer: Writer) -> None:
    """The last worker of a run that has ended leaves no batch behind that goes on being paid for."""
    by_batch = {caller.second: caller for caller in callers if caller.batches}
    if by_batch and await writer.do(batch_money.may_close, run_id):
        for second, one in by_batch.items():
            await close_batches(run_id, one.endpoint, one.batches.door, second=second, do=writer.do)


def _keep_capabilities(endpoint_id: int, capabilities: dict) -> None:
    Endpoint.objects.filter(pk=endpoint_id).exclude(capabilities=capabilities).update(capabilities=capabilities)
