"""C. In-context learning: which examples are shown."""

from generation.catalogue.demonstrations import (
    annollm,
    few_shot,
    kate,
    lab,
    lab_knowledge,
    least_similar,
    progen,
    self_instruct,
    self_prompting,
    vote_k,
)
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    few_shot.RECIPE,
    kate.RECIPE,
    lab.RECIPE,
    lab_knowledge.RECIPE,
    least_similar.RECIPE,
    progen.RECIPE,
    self_instruct.RECIPE,
    vote_k.RECIPE,
    annollm.RECIPE,
    self_prompting.RECIPE,
)
