"""E. Dataset-wise decomposition: rounds whose conditions follow from earlier ones."""

from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
