"""All recipes, by the name that the page, the API and the command line use, in the groups of the survey."""

from generation.catalogue import (
    annotate,
    attrprompt,
    clingen,
    clingen_entities,
    clingen_pairs,
    conditions,
    demonstrations,
    future,
    grade,
    roles,
    rounds,
    simprompt,
    specification,
    stepwise,
    zerogen,
)
from generation.catalogue.recipe import Recipe
from generation.methods.translatable import gettext_noop as _

#: Group title -> its recipes, in the order of the page.
GROUPS: dict[str, tuple[Recipe, ...]] = {
    _("What each text answers to"): (attrprompt.RECIPE, zerogen.RECIPE, simprompt.RECIPE, *conditions.RECIPES),
    _("What the model is told, and as whom"): (
        clingen.RECIPE,
        clingen_entities.RECIPE,
        clingen_pairs.RECIPE,
        roles.RECIPE,
        *specification.RECIPES,
    ),
    _("Which examples are shown"): demonstrations.RECIPES,
    _("One sample in several steps"): stepwise.RECIPES,
    _("Rounds that follow from earlier ones"): rounds.RECIPES,
    _("Tools, knowledge and judgement"): future.RECIPES,
    _("Labelling what is there"): (annotate.RECIPE,),
}

#: Where to begin in a group: asks for nothing special, and better than its control in its check (docs/methods.md).
STARTS = frozenset({"attrprompt", "roles", "few-shot", "label-by-vote", "freeal", "retrieval-grounded", "annotate"})

#: Which recipe to take first for which task, as docs/users/recipes.md has it too.
FIRST: tuple[tuple[str, str], ...] = (
    (_("Texts with labels, from a description alone"), "attrprompt"),
    (_("More texts like labelled ones that you have"), "few-shot"),
    (_("Labels for texts that you have"), "annotate"),
    (_("Texts that keep to your documents"), "retrieval-grounded"),
    (_("Instructions with their answers"), "explore-instruct"),
    (_("Conversations"), "ultrachat"),
    (_("Pairs of answers, and which is better"), "preference-pairs"),
    (_("Problems whose answer can be checked"), "tool-verified"),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for group in GROUPS.values() for recipe in group}

#: Those too that stand in no list, for they are started where what they say is read.
ALL: dict[str, Recipe] = RECIPES | {grade.RECIPE.name: grade.RECIPE}


def recipe(name: str) -> Recipe:
    """Return the recipe called `name`; KeyError if there is none."""
    return RECIPES[name]
