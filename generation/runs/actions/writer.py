"""The worker's one way to the database: a thread of its own, so that a slow write never stops the loop of requests.

Answers that arrive while a write is under way go into the next one together. How many may wait is bounded (places.py),
and so is what a kill loses.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, TypeVar

from django.db import InternalError, OperationalError, connection, connections

from generation.models import Call, Claim, PlannedRow
from generation.runs.actions import ledger
from generation.runs.actions.batch_money import Kept
from generation.runs.actions.candidates import Said

T = TypeVar("T")
MOST_AT_ONCE = 100
PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0)  # seconds before a write that failed is tried again: a server restarts meanwhile
LOST = (OperationalError, InternalError)  # the second where PostgreSQL ended a session that slept in a write
FEW_PAGES = -4000  # kB of a SQLite file that a connection keeps: the system keeps the same pages once for all


class Writer:
    def __init__(self, run_id: int, token: str) -> None:
        self._run_id, self.token = run_id, token
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="run-writer")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="run-planner")
        self._waiting: list[tuple[Any, asyncio.Future]] = []
        self._open: set[asyncio.Future] = set()  # handed in and not yet written
        self._reserving: list[tuple[Decimal, asyncio.Future]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task | None = None

    def start(self) -> None:
        for thread in (self._thread, self._aside):
            thread.submit(_keep_few_pages)
            thread.submit(_keep_no_lock)
        self._task = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Write what was handed in, and let go of the database."""
        await self.all_written()
        if self._task:
            self._task.cancel()
        await self.do(connections.close_all)
        await self.aside(connections.close_all)
        self._thread.shutdown(wait=False)
        self._aside.shutdown(wait=False)

    async def all_written(self) -> None:
        """Wait until nothing that was handed in is left to write, for good or ill."""
        if self._open and not self._task.done():
            await asyncio.wait(self._open)

    async def do(self, action: Callable[..., T], *args: Any) -> T:
        """Run a database action in the writer's thread, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, action, *args)

    async def aside(self, action: Callable[..., T], *args: Any) -> T:
        """The same in a second thread: planning and settling take long, and answers must not wait for them."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, action, *args)

    def call(
        self, call: Call, released: Decimal, lost: Decimal = Decimal(0), kept: Kept | None = None
    ) -> asyncio.Future:
        """Done when the call is stored. Who goes on meanwhile hands in what follows; that is stored after it."""
        return self._hand_in((call, (released, lost, kept)))

    def row(self, row: PlannedRow, gates: list[Said]) -> asyncio.Future:
        return self._hand_in((row, gates))

    async def reserve(self, amount: Decimal) -> bool:
        """Whether the worst case of a call fits the budget. Calls that ask together are served together."""
        future = asyncio.get_running_loop().create_future()
        self._reserving.append((amount, future))
        self._wake.set()
        return await future

    def _hand_in(self, entry: Any) -> asyncio.Future:
        future = asyncio.get_running_loop().create_future()
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        self._waiting.append((entry, future))
        self._wake.set()
        return future

    async def _work(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                    await self._settled(batch)
                if self._reserving:
                    await self._reserve_all()
        finally:
            for future in self._open:  # a second Ctrl+C: nobody shall wait for what nobody writes
                future.cancel()

    async def _reserve_all(self) -> None:
        asked, self._reserving = self._reserving, []
        total = sum((amount for amount, _future in asked), Decimal(0))
        try:
            if len(asked) > 1 and await self.do(ledger.reserve, self._run_id, self.token, total):
                _resolve(asked, [True] * len(asked))
                return
            fits = True  # after the first that does not fit the others wait too: one question a round, not one a call
            for amount, future in asked:
                fits = fits and await self.do(ledger.reserve, self._run_id, self.token, amount)
                _resolve([(amount, future)], [fits])
        except Exception as problem:  # handed to those who wait for it
            _fail(asked, problem)

    async def _settled(self, batch: list) -> None:
        try:
            await self._written(_merged(batch))
        except Exception as problem:  # handed to those who wait for it
            _fail(batch, problem)
        else:
            _resolve(batch, [None] * len(batch))

    async def _written(self, batch: ledger.Stored) -> None:
        """Written again where the database gave a write up, as in a deadlock, or went away: it holds answers that are
        paid for. But only once a look said that it is not there: the write may have gone through, its end unheard."""
        trouble: Exception | None = None
        for pause in (0.0, *PAUSES):
            await asyncio.sleep(pause)
            try:
                if trouble is None or not await self.do(_is_there, self._run_id, self.token, batch):
                    await self.do(ledger.store, self._run_id, self.token, batch)
            except LOST as problem:
                trouble = problem
            else:
                return
        raise trouble


def _is_there(run_id: int, token: str, batch: ledger.Stored) -> bool:
    connection.close_if_unusable_or_obsolete()
    _keep_no_lock()
    return ledger.is_stored(run_id, token, batch)


def _keep_few_pages() -> None:
    if connection.vendor == "sqlite":
        _set(f"PRAGMA cache_size={FEW_PAGES}")


def _keep_no_lock() -> None:
    """Who sleeps in a write for as long as a claim lasts lets go of what it locked: all workers of the run wait for
    it. The write is made again when it wakes."""
    if connection.vendor == "postgresql":
        _set(f"SET idle_in_transaction_session_timeout = {round(Claim.LEASE.total_seconds() * 1000)}")


def _set(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _resolve(entries: list, results: list) -> None:
    for (_entry, future), result in zip(entries, results, strict=True):
        if not future.done():
            future.set_result(result)


def _fail(entries: list, problem: Exception) -> None:
    for _entry, future in entries:
        if not future.done():
            future.set_exception(problem)
            future.exception()  # whoever handed it in looks when it is done, or has ended before


def _merged(batch: list) -> ledger.Stored:
    stored = ledger.Stored()
    for (what, detail), _future in batch:
        if isinstance(what, Call):
            stored.calls.append(what)
            released, lost, kept = detail
            if kept:
                stored.of_batches[kept.batch] = stored.of_batches.get(kept.batch, Decimal(0)) + kept.amount
            stored.released += released
            stored.lost += lost
        else:
            stored.rows.append(what)
            stored.gates += detail
    return stored
