"""Recipes that give a list the same name do not draw each other's values."""

from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.allocators import Wanted
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.context import Item
from tests.generation.catalogue import instructing
from tests.generation.catalogue.driving import context_of

ITEMS = tuple(Item(str(number), {"text": "one text"}) for number in range(1, 4))


def drawn(name: str, recipe: str, scope: Scope) -> list[str]:
    prepared = RECIPES[recipe].prepare(replace(context_of(RECIPES[recipe], 4), scope=scope, topics=("a text",)))
    proposal = prepared.propose(Wanted(3, items=ITEMS), Random(1))
    return [dict(draw.conditions)[name] for draw in proposal.draws]


def known_after(recipe: str) -> Scope:
    """What the set-up of a recipe that asks nothing leaves behind."""
    made = RECIPES[recipe]
    try:
        next(made.prepare(context_of(made, 4)).setup())
    except StopIteration as end:
        return Scope(end.value)
    raise AssertionError("its set-up asks")


@pytest.mark.parametrize(
    ("name", "recipe", "before"),
    [
        ("wording", "supergen", "supergen-pairs"),
        ("wording", "supergen-pairs", "supergen"),
        ("kind", "symgen-programs", "symgen"),
    ],
)
def test_a_recipe_draws_its_own_values_after_another(name, recipe, before):
    assert drawn(name, recipe, known_after(before)) == drawn(name, recipe, Scope())


def test_a_manner_of_orca_is_no_style_of_the_project():
    style = Dimension("style", "Style", "attribute", values=(Value("formal", source="person"),))
    assert "formal" not in drawn("style", "orca", Scope((style,)))


def test_lab_needs_leaves_of_its_own():
    theirs = Dimension("leaf", "Topic", "listed", values=(Value("Travel › Visa"),), key="ultrachat.leaf.0a1b2c3d")
    recipe = RECIPES["lab"]
    known = replace(instructing.context_of(recipe, 6), support=(), scope=Scope((theirs,)))
    assert recipe.prepare(known).bars.what == "leaf"


def test_a_subject_of_its_own_has_topics_of_its_own():
    recipe = RECIPES["ultrachat"]
    context = instructing.context_of(recipe, 6)
    cooking = replace(context, params={**context.params, "about": "cooking"})
    prepared = recipe.prepare(cooking)
    leaf = Dimension("leaf", "Topic", "listed", values=(Value("Bread", source="model"),))
    own = Scope(prepared._keeping.kept(Scope((leaf,)), Scope()))
    boats = {**context.params, "about": "boats"}
    assert recipe.prepare(replace(cooking, scope=own)).context.scope.dimension("leaf")
    assert not recipe.prepare(replace(cooking, scope=own, params=boats)).context.scope.dimension("leaf")
