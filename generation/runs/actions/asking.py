"""A row's script is driven: what an earlier worker stored is fed to it, the rest is asked, and what came is judged."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from generation.catalogue.prepared import Prepared
from generation.methods.steps import Answer, Ask, Candidate, Draw, Script, Verdict, stored_step
from generation.methods.verifiers.registry import ARRIVAL, verdicts
from generation.models import PlannedRow
from generation.runs.actions.calls import Caller
from generation.runs.actions.candidates import Said, candidate_json, gate_results

State = PlannedRow.State
Known = Mapping[str, dict]  # step -> the answer that is stored


async def converse(callers: Mapping[str, Caller], row: PlannedRow, script: Script, known: Known) -> Any:
    """Drive a script to its end, all asks of one yield at once. Returns what the script returns."""
    try:
        asks = next(script)
        while True:
            asks = script.send(await _answers(callers, row, asks, known))
    except StopIteration as end:
        return end.value


async def _answers(callers: Mapping[str, Caller], row: PlannedRow, asks: Sequence[Ask], known: Known) -> list[Answer]:
    if len(asks) == 1:
        return [await _answer(callers, row, asks[0], known)]
    tasks = [asyncio.create_task(_answer(callers, row, ask, known)) for ask in asks]
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for answer in done:
        if isinstance(answer, BaseException):
            raise answer
    return done


async def _answer(callers: Mapping[str, Caller], row: PlannedRow, ask: Ask, known: Known) -> Answer:
    stored = known.get(stored_step(ask.step))
    return Answer(**stored) if stored else await callers[ask.model].answer(row, ask)


def take_in(row: PlannedRow, made: Sequence[Candidate], recipe: Prepared, draw: Draw, *, simulated: bool) -> list[Said]:
    """Note on the row what came of it: answered, or rejected where no candidate passes the gates that look at once.
    Returns what these said."""
    row.candidates = [candidate_json(one, simulated=simulated) for one in made]
    row.claim, row.state, gates, reasons = "", State.ANSWERED, [], []
    for place, candidate in enumerate(made):
        reasons.append(candidate.problem)
        if candidate.problem:
            gates += gate_results(row.pk, place, [Verdict("reject", "usable", reason=candidate.problem)])
        else:
            found = verdicts(recipe.gates, candidate, draw, recipe.context, when=ARRIVAL)
            gates += gate_results(row.pk, place, found)
            reasons[-1] = found[-1].reason if found and found[-1].action == "reject" else ""
    if all(reasons):
        row.state, row.reason = State.REJECTED, reasons[-1][:300]
    return gates
