"""C. In-context learning: which examples are shown."""

from generation.catalogue.demonstrations import lab, progen, self_instruct
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (self_instruct.RECIPE, progen.RECIPE, lab.RECIPE)
