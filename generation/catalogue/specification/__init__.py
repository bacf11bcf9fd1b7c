"""A. Task specification and role: what the model is told that it writes, and as whom."""

from generation.catalogue.recipe import Recipe
from generation.catalogue.specification import camel, gpt3mix

RECIPES: tuple[Recipe, ...] = (gpt3mix.RECIPE, camel.RECIPE)
