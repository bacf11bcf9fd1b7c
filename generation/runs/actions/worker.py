"""One worker of a run: one loop, a pool of places, a writer. Any number of them, on any machines, share a run through
the database alone; whichever dies, the others or the next one go on.
"""

import asyncio
import gc
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import structlog
from django.db import DatabaseError

from generation.encryption import KeyUnreadable
from generation.llm.addresses import AddressRefused
from generation.methods.steps import FIRST, Draw, SetupFailed
from generation.models import PlannedRow, Run, RunState
from generation.models.run import ENDED, MOVING
from generation.runs.actions import ledger, planning
from generation.runs.actions.asking import converse, take_in
from generation.runs.actions.callers import Opening, close_what_is_left
from generation.runs.actions.calls import Caller
from generation.runs.actions.current import Current, load, prepared_round
from generation.runs.actions.health import RunStops
from generation.runs.actions.lifecycle import pause_run
from generation.runs.actions.measuring import ask_when_due
from generation.runs.actions.places import Places, Stopping
from generation.runs.actions.settling import CHUNK, Settler
from generation.runs.actions.stopping import cancelled_by_sigterm, say_waiting
from generation.runs.actions.writer import Writer
from generation.runs.frames.places import places_of

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
    is_left_out = gc.get_freeze_count() > 0  # by whoever began this process, and it stays so
    if not is_left_out:
        gc.collect()
        gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *seldom[1:])
    try:
        yield
    finally:
        gc.set_threshold(*seldom)
        if not is_left_out:
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
        self._lost = False
        self._gave_up = False  # requests that were under way: a second Ctrl+C
        self._trouble: BaseException | None = None
        self._current: Current

    @property
    def _run(self) -> Run:
        return self._current.run

    async def work(self) -> bool:
        """True where the run goes on, but not with the rows that this worker held."""
        self._writer = Writer(self._run_id, self._token)
        self._writer.start()
        try:
            with cancelled_by_sigterm():
                self._current = Current(await self._writer.do(load, self._run_id), self._writer.do)
                if self._run.state in MOVING or await self._writer.do(_left_open, self._run):
                    await self._with_endpoints()
        except ledger.ClaimLost:
            return True
        finally:
            await self._writer.close()
        return self._lost

    async def _with_endpoints(self) -> None:
        opening = Opening(self._run, self._writer, self._stopped, self._patience_s, self._break_off)
        try:
            async with opening.callers() as self._callers:
                if self._run.state in MOVING:
                    await self._prepare()
                    await self._until_done()
                await close_what_is_left(self._run_id, self._callers.values(), self._writer)
        except (AddressRefused, KeyUnreadable) as problem:
            await self._pause(str(problem))

    async def _prepare(self) -> None:
        do = self._writer.do
        await self._current.prepare()  # before the claim: it may take longer than one lasts
        await do(ledger.open_claim, self._run_id, self._token)
        await do(ledger.begin, self._run_id)
        self._notes: set[str] = set()
        recipe = self._current.recipe
        if recipe.biases:  # what the endpoint cannot do shows before the first request
            await self._callers[FIRST].live.probe_bias(self._run.endpoint.model, self._run.endpoint.timeout_s)
        await self._note(text % values for text, values in recipe.remarks)
        await self._note_what_is_refused()
        self._most = places_of(self._run)
        self._told_simulated = {caller.second for caller in self._callers.values() if caller.simulated}
        self._settler: Settler | None = None

    async def _note_what_is_refused(self) -> None:
        if self._current.recipe.biases:
            await self._note(filter(None, (caller.live.unbiased for caller in self._callers.values())))

    async def _note(self, texts: Iterable[str]) -> None:
        """Tell the lead, on the run's page; once."""
        if new := set(texts) - self._notes:
            self._notes |= new
            await self._writer.do(ledger.note, self._run_id, sorted(new))

    def _stop(self) -> None:
        """Take up nothing new, at any endpoint."""
        self._stopped.set()
        self._changed.set()
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
            await self._writer.do(partial(ledger.release_claim, self._run_id, self._token, lost=self._gave_up))
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
            self._gave_up = True  # unless the wait comes to its end
            if self._rows:
                await asyncio.wait(self._rows.values())
            self._gave_up = False

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
                await self._tick()  # the next round may have begun, or the run have ended
            if settled < CHUNK:  # else more may wait; what comes next is planned first, or the places would run dry
                await _wait(self._settle_now, TICK_S)

    async def _settle(self) -> int:
        if not self._current.is_set_up:
            return 0
        recipe = self._current.recipe
        if self._settler is None:
            schedule = recipe.schedule
            self._settler = Settler(recipe.context, recipe.gates, schedule.selects, schedule.last(self._run.count))
        self._settler.context = recipe.context
        return await self._writer.aside(self._settler.settle, self._run_id)

    def _plan(self) -> bool:
        if not self._current.is_set_up:
            return False  # this worker's context is from before the set-up; its next tick renews it
        known = planning.standing(self._run_id)
        if known == self._planned_after or known[0] != self._run.round:
            return False
        run, recipe = load(self._run_id), self._current.recipe
        if recipe.schedule.has_notes and prepared_round(run) != self._current.round:
            return False  # its next tick reads what the round's rows are drawn with
        if planning.plan(run, recipe):
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
        if self._on_tick or self._current.may_change:
            run = await self._current.keep_up()
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

    async def _pause(self, reason: str) -> None:
        if await self._writer.do(lambda: pause_run(run=load(self._run_id), reason=reason[:500])):
            log.warning("run_paused", run=self._run_id, reason=reason)  # once, though each row that meets it ends here
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
        await self._current.reach(row)
        draw = Draw.from_json(row.condition)
        made = await converse(self._callers, row, self._current.recipe.row(draw), known)
        simulated = any(caller.simulated for caller in self._callers.values())
        gates = take_in(row, made, self._current.recipe, draw, simulated=simulated)
        await self._writer.row(row, gates)

    async def _setup_row(self, row: PlannedRow, known: dict[str, dict]) -> None:
        recipe = self._current.recipe
        script, listed = recipe.setup(), recipe.context.scope.dimensions
        try:
            dimensions = await converse(self._callers, row, script, known) if script else listed
        except SetupFailed as problem:
            await self._fail(str(problem))
            return
        await self._writer.do(planning.finish_setup, self._run, row, recipe, dimensions)
        await self._tick()


def _left_open(run: Run) -> bool:
    return run.state in ENDED and run.endpoint_batches.filter(closed=False).exists()


def _state(run_id: int) -> str:
    return Run.objects.values_list("state", flat=True).get(pk=run_id)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or the time is over."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
