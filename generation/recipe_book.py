"""The recipes that a project has: the built-in ones and its own. A run keeps the document that it was started with."""

from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.lacking import LACKING, OTHER
from generation.catalogue.recipe import Prepared, Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.parts import PartError
from generation.models import Project, RecipeDocument, Run

MOST_OWN = 200  # recipes of a project's own, so that a list of them can come as a whole
SHOWN = ("name", "version", "purpose", "title", "summary", "when", "second")
SHOWN_OF_A_SETTING = ("name", "type", "default", "title", "help", "least", "most")


def recipe_for(project: Project, name: str) -> Recipe | None:
    """The built-in recipe of that name, or the newest version of the project's own; None where there is none."""
    if name in RECIPES:
        return RECIPES[name]
    own = newest(project, name)
    return _read(own.text) if own else None


def newest(project: Project, name: str) -> RecipeDocument | None:
    return _newest(project).filter(name=name).first()


def own_recipes(project: Project) -> list[Recipe]:
    """The project's own recipes, each in its newest version, by name. For a worker: every document is read."""
    return [_read(text) for text in _newest(project).values_list("text", flat=True)]


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
    """The recipe as it was when the run started, whatever became of it since."""
    return _read(run.setup["document"]) if "document" in run.setup else RECIPES[run.recipe]


def document_of(recipe: Recipe) -> str:
    return to_yaml(recipe)


def barred(recipe: Prepared) -> str:
    """Why the recipe cannot run with this codebook or data, in words for people; '' where it can."""
    try:
        lacking = recipe.bars
    except PartError as problem:
        return _(problem.message) % problem.values
    return _(LACKING.get(lacking, OTHER)) % {"name": lacking} if lacking else ""


@lru_cache(maxsize=256)
def _read(text: str) -> Recipe:
    return from_yaml(text)
