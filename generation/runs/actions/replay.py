"""Rebuilding the requests of a row from what is stored of it, to see that they are the ones that were sent."""

from dataclasses import dataclass

from generation.llm.client import request_key
from generation.methods.steps import Answer, Ask, Draw, stored_step
from generation.models import Call, PlannedRow, Run
from generation.runs.actions.requests import asked_of, request_of
from generation.runs.prepared import prepared


@dataclass(frozen=True)
class Replayed:
    """One request: the hash it was stored under, and that of the one rebuilt ('' where none was)."""

    step: str
    stored: str
    rebuilt: str

    @property
    def equal(self) -> bool:
        return self.stored == self.rebuilt


def replay(row: PlannedRow) -> list[Replayed]:
    """Drive the row's script anew with the stored answers; nothing is sent.

    Recipe, settings, codebook, conditions, examples and seed are those that the run froze.
    """
    run = Run.objects.select_related("endpoint", "second", "codebook", "project").get(pk=row.run_id)
    stored = {call.step: call for call in Call.objects.filter(row=row, error="").order_by("pk")}
    asked: dict[str, str] = {}
    recipe = prepared(run, number=row.round)
    script = recipe.setup() if row.round == 0 else recipe.row(Draw.from_json(row.condition))
    try:
        asks = next(script)
        while True:
            asks = script.send([_answered(run, row, ask, stored, asked) for ask in asks])
    except (StopIteration, _Unanswered):
        pass
    return [Replayed(step, call.request_hash, asked.get(step, "")) for step, call in stored.items()]


class _Unanswered(Exception):
    """A request that has no answer: the row ended there."""


def _answered(run: Run, row: PlannedRow, ask: Ask, stored: dict[str, Call], asked: dict[str, str]) -> Answer:
    step = stored_step(ask.step)
    asked[step] = request_key(request_of(run, row, ask), base_url=asked_of(run, ask)["base_url"])
    if step not in stored:
        raise _Unanswered
    return Answer(**stored[step].reply["answer"])
