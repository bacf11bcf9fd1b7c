"""C. In-context learning: which examples are shown."""

from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
