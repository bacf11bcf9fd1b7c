"""D. Sample-wise decomposition: one sample made in several steps."""

from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
