"""F. Tools, knowledge and judgement from outside the model."""

from generation.catalogue.future import preference_pairs, tool_verified
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (tool_verified.RECIPE, preference_pairs.RECIPE)
