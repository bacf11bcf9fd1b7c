"""One worker of a run: one loop, a pool of places, a writer. Any number of them, on any machines, share a run through
the database alone; whichever dies, the others or the next one go on.
"""

import asyncio
import gc
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from functools import partial
from typing import Any

import structlog
from django.db import DatabaseError

from generation.catalogue.recipe import Prepared
from generation.encryption import KeyUnreadable
from generation.endpoints.gateways import connected
from generation.llm.addresses import AddressRefused
from generation.llm.openai_client import OpenAIGateway
from generation.methods.steps import FIRST, SECOND, Answer, Ask, Draw, Script, SetupFailed, Verdict, stored_step
from generation.methods.verifiers.registry import ARRIVAL, verdicts
from generation.models import Endpoint, PlannedRow, Round, Run, RunState
from generation.models.run import ENDED, MOVING
from generation.runs.actions import batch_money, ledger, planning
from generation.runs.actions.batches import BatchGateway
from generation.runs.actions.calls import Caller
from generation.runs.actions.candidates import candidate_json, gate_results
from generation.runs.actions.closing import close_batches
from generation.runs.actions.health import Health, RunStops
from generation.runs.actions.lifecycle import pause_run
from generation.runs.actions.measuring import ask_when_due
from generation.runs.actions.places import Places, Stopping
from generation.runs.actions.settling import CHUNK, Settler
from generation.runs.actions.stopping import cancelled_by_sigterm, say_waiting
from generation.runs.actions.writer import Writer
from generation.runs.frames.places import places_at, places_of
from generation.runs.prepared import prepared

log = structlog.get_logger(__name__)
TICK_S = 0.25
NEW_OBJECTS = 20_000  # after so many the garbage collector looks at them
ROWS_PER_PLACE = 2  # rows held beyond the places, so that one is always ready when a place comes free

State = PlannedRow.State


def work_on(run_id: int, *, on_tick: Callable[[Run], object] | None = None, patience_s: float = 120.0) -> None:
    """Work on a run until it ends or pauses. Blocks; safe to call anywhere, any number of times at once.

    KeyboardInterrupt where Ctrl+C or SIGTERM stopped it before."""
    with _short_collections():
        try:
            while asyncio.run(Worker(run_id, on_tick, patience_s).work()):
                log.warning("claim_lost", run=run_id)  # this process slept too long; what it held is with others now
        except asyncio.CancelledError as stopped:
            raise KeyboardInterrupt from stopped


@contextmanager
def _short_collections() -> Iterator[None]:
    """Leave what is loaded by now out of the garbage collector's walks: each took a tenth of a second, in which no
    answer was read. And let it walk seldom: what answers leave behind goes without it."""
    seldom = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *seldom[1:])
    try:
        yield
    finally:
        gc.set_threshold(*seldom)
        gc.unfreeze()


class Worker:
    def __init__(self, run_id: int, on_tick: Callable[[Run], object] | None, patience_s: float) -> None:
        self._run_id, self._on_tick = run_id, on_tick
        self._token = secrets.token_hex(16)
        self._patience_s = patience_s
        self._stopped = asyncio.Event()
        self._callers: dict[str, Caller] = {}
        self._rows: dict[int, asyncio.Task] = {}
        self._changed, self._settle_now = asyncio.Event(), asyncio.Event()
        self._ended = 0  # rows since the last settling
        self._planned_after: tuple | None = None  # how far the run was when nothing was left to plan
        self._keeping_up = asyncio.Lock()
        self._lost = False
        self._trouble: BaseException | None = None
        self._run: Run

    async def work(self) -> bool:
        """True where the run goes on, but not with the rows that this worker held."""
        self._writer = Writer(self._run_id, self._token)
        self._writer.start()
        try:
            with cancelled_by_sigterm():
                self._run = await self._writer.do(_load, self._run_id)
                if self._run.state in MOVING or await self._writer.do(_left_open, self._run):
                    await self._with_endpoints()
        except ledger.ClaimLost:
            return True
        finally:
            await self._writer.close()
        return self._lost

    async def _with_endpoints(self) -> None:
        try:
            async with AsyncExitStack() as open_until_the_end:
                first = await open_until_the_end.enter_async_context(self._caller(self._run.endpoint))
                self._callers = {FIRST: first, SECOND: first}
                if self._run.second:
                    second = self._caller(self._run.second, second=True)
                    self._callers[SECOND] = await open_until_the_end.enter_async_context(second)
                if self._run.state in MOVING:
                    await self._prepare()
                    await self._until_done()
                await self._close_batches()
        except (AddressRefused, KeyUnreadable) as problem:
            await self._pause(str(problem))

    @asynccontextmanager
    async def _caller(self, endpoint: Endpoint, *, second: bool = False) -> AsyncIterator[Caller]:
        """All that asks one endpoint: its connection, its places, its health. What it was seen to refuse is kept."""
        async with connected(endpoint) as gateway:
            batches = self._batches(endpoint, gateway, second) if self._run.setup.get("batch") else None
            caller = Caller(
                run=self._run,
                endpoint=endpoint,
                second=second,
                gateway=batches or gateway,
                places=Places(places_at(self._run, endpoint), self._stopped),
                writer=self._writer,
                health=Health(self._patience_s),
                break_off=self._break_off,
                before=await self._writer.do(ledger.before, self._run, endpoint.pk),
                batches=batches,
            )
            async with batches or nullcontext():
                yield caller
            await self._writer.do(_keep_capabilities, endpoint.pk, gateway.capabilities)

    def _batches(self, endpoint: Endpoint, gateway: OpenAIGateway, second: bool) -> BatchGateway:
        health = Health(self._patience_s)  # of its own: another door
        return BatchGateway(
            self._run, endpoint, gateway, second=second, do=self._writer.do, health=health, stopped=self._stopped,
            token=self._token,
        )  # fmt: skip

    async def _close_batches(self) -> None:
        """The last worker of a run that has ended leaves no batch behind that goes on being paid for."""
        callers = {caller.second: caller for caller in self._callers.values() if caller.batches}
        if callers and await self._writer.do(batch_money.may_close, self._run_id):
            for second, one in callers.items():
                door = one.batches.door
                await close_batches(self._run_id, one.endpoint, door, second=second, do=self._writer.do)

    async def _prepare(self) -> None:
        do = self._writer.do
        self._prepared_round: int = await do(_prepared_round, self._run)
        self._recipe: Prepared = await do(_ready, self._run)  # before the claim: it may take longer than one lasts
        await do(ledger.open_claim, self._run_id, self._token)
        await do(ledger.begin, self._run_id)
        self._notes: set[str] = set()
        if self._recipe.biases:  # what the endpoint cannot do shows before the first request
            await self._callers[FIRST].live.probe_bias(self._run.endpoint.model, self._run.endpoint.timeout_s)
        await self._note(text % values for text, values in self._recipe.remarks)
        await self._note_what_is_refused()
        self._most = places_of(self._run)
        self._told_simulated = {caller.second for caller in self._callers.values() if caller.simulated}
        self._settler: Settler | None = None

    async def _note_what_is_refused(self) -> None:
        if self._recipe.biases:
            await self._note(filter(None, (caller.live.unbiased for caller in self._callers.values())))

    async def _note(self, texts: Iterable[str]) -> None:
        """Tell the lead, on the run's page; once."""
        if new := set(texts) - self._notes:
            self._notes |= new
            await self._writer.do(ledger.note, self._run_id, sorted(new))

    def _stop(self) -> None:
        """Take up nothing new, at any endpoint."""
        self._stopped.set()
        for caller in self._callers.values():
            caller.places.stop()

    # -- The loop ------------------------------------------------------------------------------------------------
    async def _until_done(self) -> None:
        beside = [asyncio.create_task(self._tick_for_ever()), asyncio.create_task(self._settle_for_ever())]
        for task in beside:
            task.add_done_callback(self._beside_ended)
        try:
            await self._work_on_rows()
            if self._trouble:
                raise self._trouble
            await self._settle()
        finally:
            for task in (*beside, *self._rows.values()):
                task.cancel()
            await self._writer.all_written()  # under the claim: what may be billed for nothing is booked with it
            await self._writer.do(ledger.release_claim, self._run_id, self._token)
        await self._tick()
        await self._writer.do(self._measure_at_the_end)

    async def _work_on_rows(self) -> None:
        """Whatever ends it, a failing database or Ctrl+C: what was asked by then is waited for, for it is paid for."""
        try:
            while not self._stopped.is_set():
                self._changed.clear()
                if not await self._take_rows():
                    await _wait(self._changed, TICK_S)
        except asyncio.CancelledError:
            say_waiting(sum(places.in_flight for places in self._live_places()))
            raise
        finally:
            self._stop()
            if self._rows:
                await asyncio.wait(self._rows.values())

    def _live_places(self) -> Iterable[Places]:
        """Those whose answers are on their way: a batch's are there for the next worker."""
        return {caller.second: caller.places for caller in self._callers.values() if not caller.batches}.values()

    def _measure_at_the_end(self) -> None:
        if _state(self._run_id) in ENDED:
            ask_when_due(self._run_id, ended=True)

    def _beside_ended(self, task: asyncio.Task) -> None:
        """A worker that can no longer settle or renew its claim ends; the job's next attempt goes on."""
        if not task.cancelled() and task.exception():
            self._break_off(task.exception())

    def _break_off(self, trouble: BaseException) -> None:
        if isinstance(trouble, ledger.ClaimLost):
            self._lost = True
        else:
            self._trouble = self._trouble or trouble
        self._stop()

    async def _take_rows(self) -> int:
        """Hold enough rows that one is always ready for a free place. Returns how many were taken."""
        places = self._most
        room = places * ROWS_PER_PLACE - len(self._rows)
        if room < max(places // 2, 1) or self._stopped.is_set():
            return 0
        try:
            rows = await self._writer.do(ledger.claim_rows, self._run_id, self._token, room)
        except ledger.ClaimLost as lost:
            self._break_off(lost)  # after what is under way is stored
            return 0
        known = await self._writer.do(ledger.stored_answers, rows) if rows else {}
        for row in rows:
            task = asyncio.create_task(self._row(row, known.get(row.pk, {})))
            self._rows[row.pk] = task
            task.add_done_callback(lambda _done, pk=row.pk: self._row_ended(pk))
        if not self._rows:
            self._settle_now.set()  # nothing to wait for: what comes next has to be planned
        return len(rows)

    def _row_ended(self, pk: int) -> None:
        self._rows.pop(pk, None)
        self._ended += 1
        if self._ended >= CHUNK or not self._rows:
            self._settle_now.set()
        if len(self._rows) <= self._most:
            self._changed.set()

    async def _settle_for_ever(self) -> None:
        """Settle and plan beside the requests: every so many rows, and at least every tick."""
        while not self._stopped.is_set():
            self._ended = 0
            self._settle_now.clear()
            settled = await self._settle()
            if settled:
                await self._writer.aside(ask_when_due, self._run_id)
            while await self._writer.aside(self._plan):
                self._changed.set()
            if settled < CHUNK:  # else more may wait; what comes next is planned first, or the places would run dry
                await _wait(self._settle_now, TICK_S)

    async def _settle(self) -> int:
        if self._settler is None:
            if "scope" not in self._run.setup:
                return 0
            schedule = self._recipe.schedule
            self._settler = Settler(
                self._recipe.context, self._recipe.gates, schedule.selects, schedule.last(self._run.count)
            )
        return await self._writer.aside(self._settler.settle, self._run_id)

    def _plan(self) -> bool:
        if "scope" not in self._run.setup:
            return False  # this worker's context is from before the set-up; its next tick renews it
        known = planning.standing(self._run_id)
        if known == self._planned_after or known[0] != self._run.round:
            return False
        run = _load(self._run_id)
        if self._recipe.schedule.has_notes and _prepared_round(run) != self._prepared_round:
            return False  # its next tick reads what the round's rows are drawn with
        if planning.plan(run, self._recipe):
            return True
        self._planned_after = known
        return False

    async def _tick_for_ever(self) -> None:
        try:
            while True:
                await asyncio.sleep(TICK_S)
                await self._tick()
                await self._writer.do(ledger.keep_claim, self._token)
                await self._writer.do(ledger.free_expired, self._run_id)
                for caller in self._callers.values():
                    caller.places.wake()
        except ledger.ClaimLost:
            self._lost = True
            self._stop()

    async def _tick(self) -> None:
        """See what people did to the run; they are obeyed within a tick."""
        if self._on_tick or "scope" not in self._run.setup or self._recipe.schedule.has_notes:
            run = await self._writer.do(_load, self._run_id)
            await self._keep_up(run)
            if self._on_tick:
                # In the writer's thread: whoever watches may read from the database, which this loop must not.
                await self._writer.do(self._on_tick, run)
        for caller in self._callers.values():
            if caller.simulated and caller.second not in self._told_simulated:
                self._told_simulated.add(caller.second)
                await self._writer.do(partial(ledger.note_simulated, self._run_id, second=caller.second))
        await self._note_what_is_refused()
        if await self._writer.do(_state, self._run_id) != RunState.RUNNING:
            self._stop()

    async def _keep_up(self, run: Run) -> None:
        """Rows are drawn from what the set-up found, and from what was found out before their round."""
        round = await self._writer.do(_prepared_round, run)
        setup_ended = "scope" in run.setup and "scope" not in self._run.setup
        if setup_ended or (round > self._prepared_round and self._recipe.schedule.has_notes):
            # The context first: whoever sees the scope in `_run.setup` may rely on it.
            self._recipe = await self._writer.do(prepared, run, None, self._recipe.context)
            if self._settler:
                self._settler.context = self._recipe.context
        self._prepared_round, self._run.setup, self._run.round = round, run.setup, run.round

    async def _pause(self, reason: str) -> None:
        log.warning("run_paused", run=self._run_id, reason=reason)
        await self._writer.do(lambda: pause_run(run=_load(self._run_id), reason=reason[:500]))
        self._stop()

    async def _fail(self, reason: str) -> None:
        await self._writer.do(planning.finish, self._run, RunState.FAILED, reason[:500])
        self._stop()

    # -- One row -------------------------------------------------------------------------------------------------
    async def _row(self, row: PlannedRow, known: dict[str, dict]) -> None:
        try:
            if row.round == 0:
                await self._setup_row(row, known)
            else:
                await self._sample_row(row, known)
        except Stopping:
            return
        except ledger.ClaimLost:
            self._lost = True
            self._stop()
        except RunStops as problem:
            await self._pause(str(problem))
        except DatabaseError as problem:
            self._break_off(problem)
        except Exception as problem:  # a recipe's own error costs one row, never the worker
            log.exception("row_failed", run=self._run_id, index=row.index)
            row.state, row.claim, row.reason = State.FAILED, "", f"{type(problem).__name__}: {problem}"[:300]
            await self._writer.row(row, [])
            if row.round == 0:  # nothing can be drawn without the set-up
                await self._fail(row.reason)

    async def _sample_row(self, row: PlannedRow, known: dict[str, dict]) -> None:
        if self._is_behind(row):
            async with self._keeping_up:
                if self._is_behind(row):
                    await self._keep_up(await self._writer.do(_load, self._run_id))
        draw = Draw.from_json(row.condition)
        made = await self._converse(row, self._recipe.row(draw), known)
        simulated = any(caller.simulated for caller in self._callers.values())
        row.candidates = [candidate_json(one, simulated=simulated) for one in made]
        row.claim, row.state, gates, reasons = "", State.ANSWERED, [], []
        for place, candidate in enumerate(made):
            reasons.append(candidate.problem)
            if candidate.problem:
                gates += gate_results(row.pk, place, [Verdict("reject", "usable", reason=candidate.problem)])
            else:
                found = verdicts(self._recipe.gates, candidate, draw, self._recipe.context, when=ARRIVAL)
                gates += gate_results(row.pk, place, found)
                reasons[-1] = found[-1].reason if found and found[-1].action == "reject" else ""
        if all(reasons):
            row.state, row.reason = State.REJECTED, reasons[-1][:300]
        await self._writer.row(row, gates)

    def _is_behind(self, row: PlannedRow) -> bool:
        """Whether another worker planned the row just now: after a set-up, or in a round, that is news here."""
        return "scope" not in self._run.setup or row.round > self._prepared_round

    async def _setup_row(self, row: PlannedRow, known: dict[str, dict]) -> None:
        script = self._recipe.setup()
        try:
            dimensions = await self._converse(row, script, known) if script else self._recipe.context.scope.dimensions
        except SetupFailed as problem:
            await self._fail(str(problem))
            return
        await self._writer.do(planning.finish_setup, self._run, row, self._recipe, dimensions)
        await self._tick()

    async def _converse(self, row: PlannedRow, script: Script, known: dict[str, dict]) -> Any:
        """Drive a script: what is stored is fed from the row, the rest is asked, all of one yield at once."""
        try:
            asks = next(script)
            while True:
                asks = script.send(await self._answers(row, asks, known))
        except StopIteration as end:
            return end.value

    async def _answers(self, row: PlannedRow, asks: Sequence[Ask], known: dict[str, dict]) -> list[Answer]:
        if len(asks) == 1:
            return [await self._answer(row, asks[0], known)]
        tasks = [asyncio.create_task(self._answer(row, ask, known)) for ask in asks]
        done = await asyncio.gather(*tasks, return_exceptions=True)
        for answer in done:
            if isinstance(answer, BaseException):
                raise answer
        return done

    async def _answer(self, row: PlannedRow, ask: Ask, known: dict[str, dict]) -> Answer:
        stored = known.get(stored_step(ask.step))
        return Answer(**stored) if stored else await self._callers[ask.model].answer(row, ask)


def _prepared_round(run: Run) -> int:
    """The newest round that rows can be drawn in, as far as `run` was when it was read: what is asked of the run's
    round must not answer for the next one, which another worker may have begun since."""
    return run.round if Round.objects.filter(run=run, number=run.round).exists() else run.round - 1


def _ready(run: Run) -> Prepared:
    recipe = prepared(run)
    recipe.make_ready()
    return recipe


def _load(run_id: int) -> Run:
    return Run.objects.select_related("endpoint", "second", "codebook", "project").get(pk=run_id)


def _left_open(run: Run) -> bool:
    return run.state in ENDED and run.endpoint_batches.filter(closed=False).exists()


def _state(run_id: int) -> str:
    return Run.objects.values_list("state", flat=True).get(pk=run_id)


def _keep_capabilities(endpoint_id: int, capabilities: dict) -> None:
    Endpoint.objects.filter(pk=endpoint_id).exclude(capabilities=capabilities).update(capabilities=capabilities)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or the time is over."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
