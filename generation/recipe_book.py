"""The recipes that a project has: the built-in ones and its own. A run keeps the document that it was started with."""

from functools import lru_cache

from django.utils.translation import gettext as _

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.lacking import LACKING, OTHER
from generation.catalogue.recipe import Prepared, Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.parts import PartError
from generation.models import Project, RecipeDocument, Run


def recipe_for(project: Project, name: str) -> Recipe | None:
    """The built-in recipe of that name, or the newest version of the project's own; None where there is none."""
    if name in RECIPES:
        return RECIPES[name]
    own = newest(project, name)
    return _read(own.text) if own else None


def newest(project: Project, name: str) -> RecipeDocument | None:
    return RecipeDocument.objects.filter(project=project, name=name).order_by("-number").first()


def own_recipes(project: Project) -> list[Recipe]:
    """The project's own recipes, each in its newest version, by name."""
    texts = dict(RecipeDocument.objects.filter(project=project).order_by("name", "number").values_list("name", "text"))
    return [_read(text) for text in texts.values()]


def known_names(project: Project) -> list[str]:
    own = RecipeDocument.objects.filter(project=project).values_list("name", flat=True)
    return sorted({*RECIPES, *own})


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


@lru_cache(maxsize=64)
def _read(text: str) -> Recipe:
    return from_yaml(text)
