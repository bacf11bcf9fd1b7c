"""F. Tools, knowledge and judgement from outside the model."""

from generation.catalogue.future import knowledge_grounded, preference_pairs, retrieval_grounded, tool_verified
from generation.catalogue.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    tool_verified.RECIPE,
    preference_pairs.RECIPE,
    retrieval_grounded.RECIPE,
    knowledge_grounded.RECIPE,
)
