"""What a run would do, without doing it: the rows it draws first, the messages it sends, what it costs."""

from dataclasses import dataclass

from generation.catalogue.estimate import Range, estimate
from generation.catalogue.preview import Preview, preview, setup_preview
from generation.catalogue.recipe import Recipe
from generation.conditions.frames import scope_of
from generation.methods.steps import Ask
from generation.models import Codebook, Project
from generation.recipe_book import bar_of
from generation.recipes.prices import Models, Price, price_of
from generation.runs.frames import context, frozen_support, items

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
    barred: str = ""  # why it cannot run, in words for people
    lack: str = ""  # what it cannot run without, as lacking.py names it
    idle: bool = False  # it labels samples, and there is none to label
    partial: bool = False  # rows and price are made from the beginning of the documents or facts alone
    missing: str = ""  # seeds | unlabelled | samples: what the recipe works on and the project lacks


def trial_of(
    *, project: Project, codebook: Codebook, recipe: Recipe, params: dict, count: int, models: Models, seed: int
) -> Trial:
    """Look at a run with these settings. The first rows are the very ones that a run with this seed starts with, unless
    there is more to write from than this looks at (`partial`).

    Where the set-up still has to list values, a placeholder says so in their place.
    """
    cleaned = recipe.clean(params)
    frozen = frozen_support(project) | {"second": models.second}
    known = context(codebook, cleaned, count, scope_of(project), frozen)
    prepared = recipe.prepare(known)
    which = recipe.items(cleaned)
    waiting = items(project, which, ITEMS_LOOKED_AT, question=cleaned.get("question", ""))
    if bar := bar_of(prepared):
        return Trial([], (), price_of(NOTHING, models), bar.text, bar.lack)
    if nothing := _missing(which, waiting):
        return Trial([], (), price_of(NOTHING, models), idle=True, missing=nothing)
    price = price_of(estimate(prepared, waiting), models)
    rows = preview(prepared, seed, SHOWN, waiting)
    partial = any(getattr(known, kind).partial for kind in recipe.knowledge(cleaned))
    return Trial(rows, setup_preview(prepared), price, partial=partial, missing=prepared.lacks)


def _missing(which: str, waiting: tuple) -> str:
    if which and not waiting:
        return "unlabelled" if which == "unlabelled" else "samples"
    return ""
