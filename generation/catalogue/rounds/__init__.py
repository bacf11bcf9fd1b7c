"""E. Dataset-wise decomposition: rounds whose conditions follow from earlier ones."""

from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds import (
    alice,
    coannotating,
    evol_instruct,
    explore_instruct,
    freeal,
    instruction_induction,
    metamath,
    orca,
    oss_instruct,
    regen,
    s3,
    synthetic_prompting,
    unnatural_instructions,
    wanli,
)

RECIPES: tuple[Recipe, ...] = (
    evol_instruct.RECIPE,
    s3.RECIPE,
    instruction_induction.RECIPE,
    regen.RECIPE,
    metamath.RECIPE,
    freeal.RECIPE,
    unnatural_instructions.RECIPE,
    wanli.RECIPE,
    oss_instruct.RECIPE,
    orca.RECIPE,
    explore_instruct.RECIPE,
    synthetic_prompting.RECIPE,
    coannotating.RECIPE,
    alice.RECIPE,
)
