"""Rebuilding the requests of a row from what is stored of it, to see that they are the ones that were sent."""

import json
from dataclasses import dataclass, replace
from difflib import unified_diff

from generation.catalogue.prepared import Prepared
from generation.endpoints.requests import request_json
from generation.llm.client import LLMRequest, request_key
from generation.methods.parts import PartError
from generation.methods.steps import Answer, Ask, Draw, Script, SetupFailed, stored_step
from generation.methods.templates import TemplateError
from generation.models import Call, PlannedRow, Run
from generation.recipe_book import recipe_of
from generation.runs.actions.requests import asked_of, request_of
from generation.runs.frames.context import first_look
from generation.runs.prepared import prepared

MOST_LINES, LONGEST_LINE = 60, 400  # of a comparison
MODEL = "model"  # what differs where all that a call stores of its request is the same: the model, or its address


@dataclass(frozen=True)
class Rebuilt:
    request: LLMRequest
    key: str


@dataclass(frozen=True)
class Replayed:
    """One request: the call that it was sent as, and what was rebuilt; None where the row no longer leads to it.

    `partial`: it may follow from facts that were not read.
    """

    call: Call
    rebuilt: Rebuilt | None
    partial: bool = False

    @property
    def equal(self) -> bool:
        return self.rebuilt is not None and self.rebuilt.key == self.call.request_hash

    @property
    def differs(self) -> tuple[str, ...]:
        """The parts of the request that are not as they were sent."""
        if self.equal or self.rebuilt is None:
            return ()
        sent, now = self.call.request, _stored(self.rebuilt.request)
        parts = [name for name in {**sent, **now} if sent.get(name) != now.get(name)]
        seed = ["seed"] if self.call.seed != self.rebuilt.request.seed else []
        return (*parts, *seed) or (MODEL,)

    @property
    def lines(self) -> list[str]:
        """The lines of the messages that differ, with “-” as sent and “+” as rebuilt, and one line around them."""
        if "messages" not in self.differs:
            return []
        sides = (self.call.request.get("messages", []), _stored(self.rebuilt.request)["messages"])
        found = unified_diff(*(_lines(side) for side in sides), n=1, lineterm="")
        told = [line[:LONGEST_LINE] for line in found if not line.startswith(("---", "+++", "@@"))]
        return told[:MOST_LINES]


def replay(row: PlannedRow, *, whole: bool = True) -> list[Replayed]:
    """Drive the row's script anew with the stored answers; nothing is sent.

    Recipe, settings, codebook, conditions, examples and seed are those that the run froze. What a row took from
    documents and facts is frozen with it, so their beginning will do, but for a set-up and for a plan that looks
    something up before it asks. `whole`: all of them are read then, which takes the longer the more there are.
    """
    run = Run.objects.select_related("endpoint", "second", "codebook", "project").get(pk=row.run_id)
    stored = {call.step: call for call in Call.objects.filter(row=row, error="").order_by("pk")}
    recipe = recipe_of(run).prepare(first_look(run, row.round))
    found = _replayed(run, row, recipe, stored)
    if all(one.equal for one in found) or not _follows_from_more(recipe, row):
        return found
    if whole:
        return _replayed(run, row, prepared(run, number=row.round), stored)
    return [replace(one, partial=not one.equal) for one in found]


def _follows_from_more(recipe: Prepared, row: PlannedRow) -> bool:
    """Whether requests of the row may follow from documents or facts beyond their beginning."""
    known = recipe.context
    return (row.round == 0 or recipe.looks_up) and (known.documents.partial or known.triples.partial)


def _replayed(run: Run, row: PlannedRow, recipe: Prepared, stored: dict[str, Call]) -> list[Replayed]:
    asked: dict[str, Rebuilt] = {}
    try:
        script = _script(recipe, row)
        asks = next(script)
        while True:
            answers = [_answered(run, row, ask, stored, asked) for ask in asks]
            if stored.keys() <= asked.keys():
                break  # what comes after the last answer asks nothing
            asks = script.send(answers)
    except (StopIteration, _Unanswered, PartError, TemplateError, SetupFailed):
        pass
    return [Replayed(call, asked.get(step)) for step, call in stored.items()]


class _Unanswered(Exception):
    """A request that has no answer: the row ended there."""


def _script(recipe: Prepared, row: PlannedRow) -> Script:
    return recipe.setup() if row.round == 0 else recipe.row(Draw.from_json(row.condition))


def _answered(run: Run, row: PlannedRow, ask: Ask, stored: dict[str, Call], asked: dict[str, Rebuilt]) -> Answer:
    step, request = stored_step(ask.step), request_of(run, row, ask)
    asked[step] = Rebuilt(request, request_key(request, base_url=asked_of(run, ask)["base_url"]))
    if step not in stored:
        raise _Unanswered
    return Answer(**stored[step].reply["answer"])


def _stored(request: LLMRequest) -> dict:
    return json.loads(json.dumps(request_json(request)))


def _lines(messages: list[dict]) -> list[str]:
    return [line for one in messages for line in (f"[{one['role']}]", *one["content"].splitlines())]
