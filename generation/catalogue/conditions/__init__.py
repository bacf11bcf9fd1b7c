"""B. Conditional prompting: what each text has to answer to."""

from generation.catalogue.conditions import tinystories, tinystories_instruct
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (tinystories.RECIPE, tinystories_instruct.RECIPE)
