"""The recipes that a project has: the built-in ones and its own. A run keeps the document that it was started with."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from generation.catalogue.document import DocumentError, from_yaml, to_yaml
from generation.catalogue.lacking import LACKING, OTHER
from generation.catalogue.recipe import Prepared, Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.parts import PartError
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


def document_for(project: Project, name: str) -> tuple[str, int] | None:
    """The document of a recipe as it is stored, readable or not, and its version (0: built in); None without one."""
    if name in RECIPES:
        return document_of(RECIPES[name]), 0
    own = newest(project, name)
    return (own.text, own.number) if own else None


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
    """What a recipe cannot run without: what it is (a name of lacking.py), and why, in words for people."""

    lack: str
    text: str


def bar_of(recipe: Prepared) -> Bar | None:
    """What keeps the recipe from running with this codebook or data; None where it can run."""
    try:
        lack = recipe.bars
    except PartError as problem:
        return Bar(problem.path if problem.path in CODEBOOK else "settings", _(problem.message) % problem.values)
    return Bar(lack, _(LACKING.get(lack, OTHER)) % {"name": lack}) if lack else None


def barred(recipe: Prepared) -> str:
    """Why the recipe cannot run with this codebook or data, in words for people; '' where it can."""
    bar = bar_of(recipe)
    return bar.text if bar else ""


def problems_of(error: DocumentError) -> list[str]:
    """What is wrong with a document, each with its place, in the language of the page."""
    told = ((path, _(message) % values) for path, message, values in error.problems)
    return [f"{path}: {said}" if path else said for path, said in told]


def _read(text: str) -> Recipe:
    try:
        return _parsed(text)
    except DocumentError as error:
        why = _("This SynthLab cannot read the stored recipe; it may have been written for another version. Edit it.")
        raise ValidationError({"recipe": [why, *problems_of(error)]}) from error


@lru_cache(maxsize=256)
def _parsed(text: str) -> Recipe:
    return from_yaml(text)
