"""B. Conditional prompting: what each text has to answer to."""

from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
