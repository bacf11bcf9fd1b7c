"""What a worker knows of its run and of the recipe that rows are drawn from: renewed as the run goes on."""

import asyncio
from collections.abc import Callable

from generation.catalogue.prepared import Prepared
from generation.models import PlannedRow, Round, Run
from generation.runs.prepared import prepared


class Current:
    """A run as it was when a worker began, kept up with what the set-up found and with what was found out before each
    round: rows are drawn from these. `do` carries an action out in the writer's thread."""

    recipe: Prepared
    round: int  # the newest one that rows can be drawn in

    def __init__(self, run: Run, do: Callable) -> None:
        self.run, self._do = run, do
        self._keeping_up = asyncio.Lock()

    async def prepare(self) -> None:
        self.round = await self._do(prepared_round, self.run)
        self.recipe = await self._do(_ready, self.run)

    @property
    def is_set_up(self) -> bool:
        return "scope" in self.run.setup

    @property
    def may_change(self) -> bool:
        """Whether what rows are drawn from is to change yet."""
        return not self.is_set_up or self.recipe.schedule.has_notes

    def is_behind(self, row: PlannedRow) -> bool:
        """Whether another worker planned the row just now: after a set-up, or in a round, that is news here."""
        return not self.is_set_up or row.round > self.round

    async def reach(self, row: PlannedRow) -> None:
        """Know what the row is drawn from."""
        if self.is_behind(row):
            async with self._keeping_up:
                if self.is_behind(row):
                    await self._take_over(await self._do(load, self.run.pk))

    async def keep_up(self) -> Run:
        """Read the run and take over what is new in it. One at a time: an older reading never comes in last."""
        async with self._keeping_up:
            run = await self._do(load, self.run.pk)
            await self._take_over(run)
        return run

    async def _take_over(self, run: Run) -> None:
        round = await self._do(prepared_round, run)
        setup_ended = "scope" in run.setup and not self.is_set_up
        if setup_ended or (round > self.round and self.recipe.schedule.has_notes):
            # The recipe first: whoever sees the scope in the run's set-up may rely on it.
            self.recipe = await self._do(prepared, run, None, self.recipe.context)
        self.round, self.run.setup, self.run.round = round, run.setup, run.round


def load(run_id: int) -> Run:
    return Run.objects.select_related("endpoint", "second", "codebook", "project").get(pk=run_id)


def prepared_round(run: Run) -> int:
    """The newest round that rows can be drawn in, as far as `run` was when it was read: what is asked of the run's
    round must not answer for the next one, which another worker may have begun since."""
    return run.round if Round.objects.filter(run=run, number=run.round).exists() else run.round - 1


def _ready(run: Run) -> Prepared:
    recipe = prepared(run)
    recipe.make_ready()
    return recipe
