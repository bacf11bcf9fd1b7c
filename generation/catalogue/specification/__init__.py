"""A. Task specification and role: what the model is told that it writes, and as whom."""

from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
