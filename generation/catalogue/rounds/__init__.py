"""E. Dataset-wise decomposition: rounds whose conditions follow from earlier ones."""

from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds import instruction_induction, s3

RECIPES: tuple[Recipe, ...] = (s3.RECIPE, instruction_induction.RECIPE)
