"""B. Conditional prompting: what each text has to answer to."""

from generation.catalogue.conditions import class_by_class, synthie, tinystories, tinystories_instruct
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (class_by_class.RECIPE, tinystories.RECIPE, tinystories_instruct.RECIPE, synthie.RECIPE)
