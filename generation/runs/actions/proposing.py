"""The planning agent on a project: its questions go to the endpoint, its pilots are runs, and it starts no other.

What it proposes is saved as a recipe of the project; a person starts the run. Worker and command line only: this is
what brings the LLM client in.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from generation.catalogue.agent.agent import SHARE, Proposal, proposed
from generation.catalogue.agent.pilot import Pilot, Tried, TryOut
from generation.catalogue.agent.transcript import recorded
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.conditions.frames import scope_of
from generation.endpoints.gateways import connected
from generation.endpoints.requests import request_of_ask
from generation.llm.client import LLMError
from generation.llm.usage import Prices, cost_of
from generation.methods.draws import derive
from generation.methods.steps import Answer, Ask
from generation.models import Codebook, Endpoint, GateResult, PlannedRow, Project, Run
from generation.recipe_book import barred
from generation.recipes.actions import save_document
from generation.runs.actions.calls import answer_of
from generation.runs.actions.lifecycle import start_run
from generation.runs.actions.worker import work_on
from generation.runs.frames import context, frozen_support

ENDED = (PlannedRow.State.ACCEPTED, PlannedRow.State.REJECTED, PlannedRow.State.SURPLUS, PlannedRow.State.FAILED)


@dataclass
class Agent:
    """One planning: what it may use, and what it has spent. `tell` hears of each step."""

    project: Project
    endpoint: Endpoint
    budget_usd: Decimal
    by: object = None
    tell: Callable[[str], None] = lambda _text: None
    spent: Decimal = field(default=Decimal(0))
    _told: Decimal = field(default=Decimal(0))

    def propose(self, brief: str) -> tuple[Proposal, dict]:
        """Return the proposal, and its transcript with what it began from: together they replay.

        ValidationError where the project has no codebook yet.
        """
        codebook = Codebook.objects.current(self.project)
        if codebook is None:
            raise ValidationError({"recipe": _("Publish a codebook first: it is what the model is told.")})
        labels = [label["name"] for label in codebook.as_spec()["questions"][0]["labels"]]
        recipes = self._recipes(codebook)
        script = proposed(brief, labels, recipes, float(self.budget_usd))
        proposal, entries = recorded(script, self._ask, self._pilot)
        save_document(project=self.project, text=proposal.document, by=self.by)
        begun = {"brief": brief, "labels": labels, "recipes": list(recipes), "budget_usd": float(self.budget_usd)}
        return proposal, begun | {"entries": entries}

    def _recipes(self, codebook: Codebook) -> dict[str, Recipe]:
        """Those that write samples in one round and could run here as they come."""
        frozen = frozen_support(self.project)
        found = {}
        for name, recipe in RECIPES.items():
            if recipe.purpose != "generate" or recipe.schedule.name != "single" or recipe.items(recipe.clean({})):
                continue
            known = context(codebook, recipe.clean({}), 1, scope_of(self.project), frozen)
            if not barred(recipe.prepare(known)):
                found[name] = recipe
        return found

    def _ask(self, ask: Ask) -> Answer:
        self.tell(ask.step)
        return asyncio.run(self._asked(ask))

    async def _asked(self, ask: Ask) -> Answer:
        seed = derive(0, "agent", ask.step)
        request = request_of_ask(ask, model=self.endpoint.model, seed=seed, deadline_s=self.endpoint.timeout_s)
        async with connected(self.endpoint) as gateway:
            try:
                reply = await gateway.complete(request)
            except LLMError as problem:
                raise ValidationError({"endpoint": str(problem)}) from problem
        self.spent += cost_of(reply.usage, Prices(self.endpoint.price_in, self.endpoint.price_out))
        return answer_of(ask, reply)

    def _pilot(self, request: TryOut) -> Pilot:
        """A run of the document, within what pilots may spend."""
        left = Decimal(str(SHARE)) * self.budget_usd - self.spent
        if left <= 0:
            return self._seen([])
        saved = save_document(project=self.project, text=request.document, by=self.by)
        run = start_run(
            project=self.project,
            recipe=saved.name,
            count=request.samples,
            endpoint=self.endpoint,
            by=self.by,
            budget_usd=left,
            pilot_of=request.samples,
        )
        self.tell(_("pilot: run %(run)d") % {"run": run.pk})
        work_on(run.pk)
        run.refresh_from_db()
        self.spent += run.cost_usd
        return self._seen(tried(run))

    def _seen(self, found: list[Tried]) -> Pilot:
        """The pilot with all that was spent since the one before, questions included."""
        cost, self._told = self.spent - self._told, self.spent
        return Pilot(found, float(cost))


def tried(run: Run) -> list[Tried]:
    """Each candidate that a run has settled, with the gate that turned it away, in the order of the plan."""
    refused = GateResult.objects.filter(row__run=run, action="reject").values_list("row", "place", "gate")
    gates = {(row, place): gate for row, place, gate in refused}
    rows = run.rows.filter(round__gt=0, state__in=ENDED).order_by("round", "index")
    return [_tried(row, place, one, gates) for row in rows for place, one in enumerate(row.candidates)]


def _tried(row: PlannedRow, place: int, one: dict, gates: dict) -> Tried:
    drawn = next(iter(row.condition.get("labels", {}).values()), "")
    label = one["labels"][0]["label"] if one.get("labels") else drawn
    text = "\n".join(map(str, (one.get("fields") or {}).values()))
    return Tried(text, label, gates.get((row.pk, place), "") or one.get("problem", ""))
