"""What a run would do, without doing it: the rows it draws first, the messages it sends, what it costs."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from generation.catalogue.estimate import Range, estimate
from generation.catalogue.preview import Preview, preview, setup_preview
from generation.catalogue.recipe import Recipe
from generation.conditions.frames import scope_of
from generation.methods.steps import Ask
from generation.models import Codebook, Project
from generation.recipe_book import Bar
from generation.recipes.judging import Judge, Other
from generation.recipes.prices import Models, Price, price_of
from generation.runs.frames.context import context, frozen_support
from generation.runs.frames.items import items, waiting

ITEMS_LOOKED_AT = 8
ASK_ONCE = "generation.ask_once"
SHOWN = 3  # rows whose prompts are shown
PILOT = 10  # samples: enough to see what the prompt does, for next to nothing
NOTHING = Range((0, 0), (0, 0), (0, 0))


@dataclass(frozen=True)
class Trial:
    """The first rows with their requests, the first requests of the set-up, the price, and what is missing."""

    rows: list[Preview]
    setup: tuple[Ask, ...]
    price: Price
    bar: Bar | None = None  # what keeps it from running
    other: Other | None = None  # with which setting it could run all the same
    there: int | None = None  # samples that it works on, where they are fewer than asked for
    partial: bool = False  # rows and price are made from the beginning of the documents or facts alone
    pilot: Price | None = None  # of the first ten samples alone, where more are asked for
    missing: str = ""  # seeds | unlabelled | samples: what the recipe works on and the project lacks

    @property
    def barred(self) -> str:
        """Why a start would be refused; empty where it can start."""
        return self.bar.text if self.bar else ""

    def over(self, budget_usd: Decimal | None) -> str:
        """Why so small a budget will not do; empty where it may."""
        if budget_usd is None or self.price.usd[0] <= budget_usd:
            return ""
        return _(
            "Even the low end costs more. The run would pause when the budget is spent; raise it or ask for fewer."
        )


def trial_of(
    *, project: Project, codebook: Codebook, recipe: Recipe, params: dict, count: int, models: Models, seed: int
) -> Trial:
    """Look at a run with these settings. The first rows are the very ones that a run with this seed starts with, unless
    there is more to write from than this looks at (`partial`).

    Where the set-up still has to list values, a placeholder says so in their place.
    """
    cleaned = recipe.clean(params)
    frozen = frozen_support(project, codebook) | {"second": models.second}
    known = context(codebook, cleaned, count, scope_of(project), frozen)
    judge = Judge(project, known)
    if bar := judge.bar(recipe, cleaned):
        missing = bar.lack if bar.idle else ""
        return Trial([], (), price_of(NOTHING, models), bar, judge.other(recipe, cleaned), missing=missing)
    prepared = recipe.prepare(known)
    which, question = recipe.items(cleaned), cleaned.get("question", "")
    some = items(project, which, ITEMS_LOOKED_AT, question=question)
    there = waiting(project, which, count, question=question) if which else None
    price, few = price_of(estimate(prepared, some, there), models), min(count if there is None else there, PILOT)
    pilot = recipe.prepare(replace(known, count=few))
    partial = any(getattr(known, kind).partial for kind in recipe.knowledge(cleaned))
    return Trial(
        preview(prepared, seed, SHOWN, some),
        setup_preview(prepared),
        price,
        there=None if there == count else there,
        partial=partial,
        pilot=price_of(estimate(pilot, some, few if which else None), models) if count > PILOT else None,
        missing=prepared.lacks.what if prepared.lacks else "",
    )
