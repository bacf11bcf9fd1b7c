"""From a stored plan to what the agent works with: the talk so far, and the recipes as this project can run them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from generation.agent.frames import said
from generation.catalogue.agent.turns import Talk
from generation.catalogue.estimate import estimate
from generation.catalogue.prepared import Prepared
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.conditions.frames import scope_of
from generation.models import Codebook, Endpoint, Plan, Project
from generation.recipe_book import bar_of, own_recipes
from generation.recipes.prices import Models, price_of
from generation.recipes.trial import ITEMS_LOOKED_AT, PILOT
from generation.runs.frames.context import context, frozen_support
from generation.runs.frames.items import items, waiting


class ProjectShelf:
    """The recipes that write samples, built-in and the project's own, and what they would need and cost here."""

    def __init__(self, project: Project, codebook: Codebook, endpoint: Endpoint) -> None:
        self._project, self._codebook, self._endpoint = project, codebook, endpoint
        found = (*RECIPES.values(), *own_recipes(project))
        self.recipes: Mapping[str, Recipe] = {one.name: one for one in found if one.purpose == "generate"}

    @cached_property
    def frozen(self) -> dict:
        return frozen_support(self._project, self._codebook)

    def why_not(self, recipe: str, settings: Mapping[str, Any]) -> str:
        prepared = self._prepared(recipe, settings, 1)
        which = prepared.recipe.items(prepared.context.params)
        bar = bar_of(prepared, waiting(self._project, which, 1) if which else None)
        return bar.text if bar else ""

    def price(self, recipe: str, settings: Mapping[str, Any], count: int) -> dict[str, Any]:
        if self.why_not(recipe, settings):
            return {}
        prepared = self._prepared(recipe, settings, count)
        which = prepared.recipe.items(prepared.context.params)
        there = waiting(self._project, which, count) if which else None
        expected = estimate(prepared, items(self._project, which, ITEMS_LOOKED_AT), there)
        price = price_of(expected, Models(self._endpoint))
        return {"calls": list(price.calls), "usd": [float(one) for one in price.usd], "free": price.free}

    def _prepared(self, name: str, settings: Mapping[str, Any], count: int) -> Prepared:
        recipe = self.recipes[name]
        params = recipe.clean(dict(settings))
        return recipe.prepare(context(self._codebook, params, count, self._scope, self.frozen))

    @cached_property
    def _scope(self):
        return scope_of(self._project)


def talk_of(plan: Plan) -> Talk:
    """The talk so far, with what the project has by now."""
    codebook = Codebook.objects.current(plan.project)
    shelf = ProjectShelf(plan.project, codebook, plan.endpoint)
    return Talk(
        goal=plan.goal,
        count=plan.count,
        pilot=min(PILOT, plan.count),
        labels=labels_of(codebook),
        shelf=shelf,
        has=_had(shelf.frozen),
        language=plan.setup.get("language", "English"),
        turns=tuple(one.turn for one in said(plan)),
    )


def labels_of(codebook: Codebook) -> list[str]:
    return [label["name"] for label in codebook.as_spec()["questions"][0].get("labels", ())]


def _had(frozen: dict) -> str:
    files = {kind: sum(count for _pk, count in frozen.get(kind, ())) for kind in ("documents", "triples")}
    counts = {
        "seeds": len(frozen["support"]),
        "unlabelled texts": len(frozen["topics"]),
        "gold samples": frozen["gold"],
    }
    return ", ".join(f"{count} {name}" for name, count in (counts | files).items())
