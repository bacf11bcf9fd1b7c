"""F. Tools, knowledge and judgement from outside the model."""

from generation.catalogue.future import preference_pairs
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (preference_pairs.RECIPE,)
