"""D. Sample-wise decomposition: one sample made in several steps."""

from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise import constitutional

RECIPES: tuple[Recipe, ...] = (constitutional.RECIPE,)
