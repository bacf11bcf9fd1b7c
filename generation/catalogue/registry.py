"""All recipes, by the name that the page, the API and the command line use."""

from generation.catalogue import annotate, attrprompt, clingen, roles, simprompt, zerogen
from generation.catalogue.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        attrprompt.RECIPE,
        zerogen.RECIPE,
        clingen.RECIPE,
        roles.RECIPE,
        simprompt.RECIPE,
        annotate.RECIPE,
    )
}


def recipe(name: str) -> Recipe:
    """Return the recipe called `name`; KeyError if there is none."""
    return RECIPES[name]
