"""D. Sample-wise decomposition: one sample made in several steps."""

from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise import (
    ada_instruct,
    chain_of_thought,
    constitutional,
    determlr,
    label_by_vote,
    plan_draft,
    symgen,
    symgen_programs,
)

RECIPES: tuple[Recipe, ...] = (
    chain_of_thought.RECIPE,
    label_by_vote.RECIPE,
    constitutional.RECIPE,
    symgen.RECIPE,
    symgen_programs.RECIPE,
    ada_instruct.RECIPE,
    plan_draft.RECIPE,
    determlr.RECIPE,
)
