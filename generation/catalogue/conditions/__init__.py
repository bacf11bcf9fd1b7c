"""B. Conditional prompting: what each text has to answer to."""

from generation.catalogue.conditions import (
    class_by_class,
    datatune,
    exercises,
    logit_suppression,
    supergen,
    supergen_pairs,
    synthie,
    textbooks,
    tinystories,
    tinystories_instruct,
    ultrachat,
    ultrachat_material,
    ultrachat_writing,
)
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    class_by_class.RECIPE,
    datatune.RECIPE,
    exercises.RECIPE,
    logit_suppression.RECIPE,
    supergen.RECIPE,
    supergen_pairs.RECIPE,
    synthie.RECIPE,
    textbooks.RECIPE,
    tinystories.RECIPE,
    tinystories_instruct.RECIPE,
    ultrachat.RECIPE,
    ultrachat_writing.RECIPE,
    ultrachat_material.RECIPE,
)
