"""F. Tools, knowledge and judgement from outside the model."""

from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
