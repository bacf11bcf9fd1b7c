"""The recipes that a project has: the built-in ones and its own. A run keeps the document that it was started with."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from generation.catalogue.document import DocumentError, from_yaml, to_yaml
from generation.catalogue.kept import from_data, to_data
from generation.catalogue.lacking import (
    COUNTED,
    COUNTED_ABOUT,
    COUNTED_IN_SHORT,
    IN_SHORT,
    LACKING,
    OTHER,
    OTHER_IN_SHORT,
)
from generation.catalogue.parts import PLANS
from generation.catalogue.prepared import Prepared
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.lack import Lack, short_of
from generation.methods.parts import PartError
from generation.methods.taskspec import TaskSpec
from generation.models import Project, RecipeDocument, Run

MOST_OWN = 200  # recipes of a project's own, so that a list of them can come as a whole
CODEBOOK = ("fields", "labels")  # what a recipe may find fault with there
SHOWN = ("name", "version", "purpose", "title", "summary", "when", "second")
SHOWN_OF_A_SETTING = ("name", "type", "default", "title", "help", "least", "most")


def recipe_for(project: Project, name: str) -> Recipe | None:
    """The built-in recipe of that name, or the newest version of the project's own; None where there is none.

    ValidationError says why a stored document cannot be read: it may have been written for an earlier SynthLab.
    """
    if name in RECIPES:
        return RECIPES[name]
    own = newest(project, name)
    return _read(own.text) if own else None


def readable_recipe(project: Project, name: str) -> Recipe | None:
    """The same for pages that can do without: None where it cannot be read, too."""
    try:
        return recipe_for(project, name)
    except ValidationError:
        return None


def document_for(project: Project, name: str, version: int | None = None) -> tuple[str, int] | None:
    """The document of a recipe as it is stored, readable or not, and its version (0: built in), the newest where none
    is named; None without one."""
    if name in RECIPES:
        return None if version else (document_of(RECIPES[name]), 0)
    own = newest(project, name) if version is None else versions_of(project, name).filter(number=version).first()
    return (own.text, own.number) if own else None


def versions_of(project: Project, name: str) -> QuerySet[RecipeDocument]:
    """Every version of one of the project's own recipes; none of a built-in one."""
    return RecipeDocument.objects.filter(project=project, name=name)


def newest(project: Project, name: str) -> RecipeDocument | None:
    return _newest(project).filter(name=name).first()


def own_recipes(project: Project) -> list[Recipe]:
    """The project's own recipes, each in its newest version, by name, but for those that cannot be read. For a worker:
    every document is read."""
    found = []
    for text in _newest(project).values_list("text", flat=True):
        with suppress(ValidationError):
            found.append(_read(text))
    return found


def own_listings(project: Project) -> list[dict]:
    """What lists show of the project's own recipes, by name; no document is read."""
    return list(_newest(project).values_list("listing", flat=True))


def kept_of(listing: dict) -> Recipe | None:
    """The recipe that a listing was made of, to be judged; None where another SynthLab wrote it in another way."""
    try:
        return from_data(listing["recipe"])
    except (KeyError, TypeError, ValueError):
        return None


def stored_listing(recipe: Recipe) -> dict:
    """What is kept beside a document: the words of lists, and what judging the recipe takes."""
    return {**listing_of(recipe), "recipe": to_data(recipe)}


def listing_of(recipe: Recipe) -> dict:
    """What lists show of a recipe: words and settings, in English where they are ours."""
    params = [
        {
            **{key: getattr(param, key) for key in SHOWN_OF_A_SETTING},
            "choices": [value for value, _title in param.choices],
        }
        for param in recipe.params
    ]
    return {**{key: getattr(recipe, key) for key in SHOWN}, "cites": list(recipe.cites), "params": params}


def known_names(project: Project) -> list[str]:
    return sorted({*RECIPES, *_newest(project).values_list("name", flat=True)})


def _newest(project: Project) -> QuerySet[RecipeDocument]:
    return RecipeDocument.objects.filter(project=project, is_newest=True).order_by("name")


def recipe_of(run: Run) -> Recipe:
    """The recipe as it was when the run started, whatever became of it since. ValidationError where its document
    cannot be read any more."""
    return _read(run.setup["document"]) if "document" in run.setup else RECIPES[run.recipe]


def document_of(recipe: Recipe) -> str:
    return to_yaml(recipe)


@dataclass(frozen=True)
class Bar:
    """What a recipe cannot run without: what it is (a name of lacking.py), and why, in words for people. `in_short`
    stands beside the recipe in a list. `idle`: nothing else keeps it than that what it works on is not there."""

    lack: str
    text: str
    in_short: str
    idle: bool = False


def asks_for_labels(recipe: Recipe, spec: TaskSpec) -> Bar | None:
    """What keeps a recipe that works on labels from a codebook that has none; None where it can run as far as that."""
    if spec.judged is not None or getattr(PLANS.get(recipe.plan.name), "any_kind", False):
        return None
    told = _("The codebook has no question that is answered by a label: add one.")
    return Bar("labels", told, told)


def bar_of(recipe: Prepared, waiting: int | None = None) -> Bar | None:
    """What keeps the recipe from running with this codebook or data; None where it can run. `waiting`: how many of the
    samples that it works on are there, where somebody has looked."""
    if missing := asks_for_labels(recipe.recipe, recipe.context.spec):
        return missing
    try:
        lack = recipe.bars
    except PartError as problem:
        told = _(problem.message) % problem.values
        if problem.path in CODEBOOK:
            return Bar(problem.path, told, told)
        setting = next((_(one.title) for one in recipe.recipe.params if one.name == problem.path), "")
        told = f"{setting}: {told}" if setting else told
        return Bar("settings", told, told)
    if lack is None and waiting is not None:
        which = recipe.recipe.items(recipe.context.params)
        if none := short_of("unlabelled" if which == "unlabelled" else "samples", waiting):
            return replace(_bar(none), idle=True)
    return _bar(lack) if lack else None


def _bar(lack: Lack) -> Bar:
    """The one place where a lack is put into words."""
    name, counts = {"name": lack.what}, {"needed": lack.needed, "there": lack.there, "about": lack.about}
    text = _(LACKING.get(lack.what, OTHER)) % name
    in_short = _(IN_SHORT.get(lack.what, OTHER_IN_SHORT)) % name
    if not lack.needed:
        return Bar(lack.what, text, in_short)
    counted = _(COUNTED_ABOUT if lack.about else COUNTED) % counts
    return Bar(lack.what, f"{text} {counted}", _(COUNTED_IN_SHORT) % (counts | {"lack": in_short}))


def problems_of(error: DocumentError) -> list[str]:
    """What is wrong with a document, each with its place and line, in the language of the page."""
    told = ((path, _(message) % values) for path, message, values in error.problems)
    return [f"{_place(error, path)}: {said}" if path else said for path, said in told]


def _place(error: DocumentError, path: str) -> str:
    line = error.line(path)
    return _("line %(line)d, %(path)s") % {"line": line, "path": path} if line else path


def _read(text: str) -> Recipe:
    try:
        return _parsed(text)
    except DocumentError as error:
        why = _("This SynthLab cannot read the stored recipe; it may have been written for another version. Edit it.")
        raise ValidationError({"recipe": [why, *problems_of(error)]}) from error


@lru_cache(maxsize=256)
def _parsed(text: str) -> Recipe:
    return from_yaml(text)
