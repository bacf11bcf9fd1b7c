"""A recipe that is defined by its examples says before it costs anything that there are none, or too few."""

from dataclasses import replace

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.lack import Lack
from tests.generation.catalogue import projects
from tests.generation.catalogue.projects import KINDS
from tests.generation.catalogue.test_every_kind_of_codebook import barred, context_of

#: Examples make their prompts better and are no part of the method: without any they show none.
GO_WITHOUT = {"attrprompt"}
#: Their own codebook kind, beside those that every kind bears.
KIND_OF = {"self-instruct": "instruction", "unnatural-instructions": "instruction", "lab": "instruction"}


def selecting() -> list[str]:
    """The recipes whose prompts show seeds, rather than what a round has prepared."""
    return [name for name, one in RECIPES.items() if one.demonstrations.name != "nothing" and needed(one)]


def needed(recipe) -> bool:
    return recipe.demonstrations.settings.get("needed", True)


def lack_of(name: str, **changed) -> Lack | None:
    """Of a project that has everything but what is changed."""
    project = replace(projects.full(KIND_OF.get(name, "classification")), **changed)
    return RECIPES[name].prepare(context_of(RECIPES[name], project, 4)).bars


def test_there_are_such_recipes():
    assert {"gpt3mix", "kate", "unnatural-instructions", "self-instruct", "few-shot"} <= set(selecting())


@pytest.mark.parametrize("name", sorted(set(selecting()) - GO_WITHOUT))
def test_without_seeds_it_does_not_start(name):
    lack = lack_of(name, seeds=())
    assert lack is not None
    assert lack.what in ("seeds", "leaf")
    assert lack_of(name) is None or name in ("alice", "lab")  # which ask for a consent, and for seeds with a leaf


@pytest.mark.parametrize("name", sorted(GO_WITHOUT))
def test_those_that_go_without_start(name):
    assert lack_of(name, seeds=()) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(set(selecting()) - GO_WITHOUT))
def test_nor_on_a_codebook_of_another_kind(name, kind):
    recipe = RECIPES[name]
    assert barred(recipe, context_of(recipe, replace(projects.full(kind), seeds=()), 2))


def test_a_mixture_needs_two_seeds_of_different_labels():
    seeds = projects.full("classification").seeds
    first = [one for one in seeds if one.labels == seeds[0].labels]
    lack = lack_of("gpt3mix", seeds=seeds[:1])
    assert (lack.what, lack.needed, lack.there) == ("seeds", 2, 1)
    lack = lack_of("gpt3mix", seeds=tuple(first))
    assert (lack.what, lack.needed, lack.there) == ("labels_told", 2, 1)


def test_a_set_of_tasks_is_as_many_as_a_prompt_shows():
    seeds = projects.full("instruction").seeds
    lack = lack_of("unnatural-instructions", seeds=seeds[:2])
    assert (lack.what, lack.needed, lack.there) == ("seeds", 3, 2)
    assert lack_of("unnatural-instructions", seeds=seeds[:3]) is None


@pytest.mark.parametrize("name", ["kate", "self-instruct"])
def test_one_seed_is_something_to_show(name):
    assert lack_of(name, seeds=projects.full(KIND_OF.get(name, "classification")).seeds[:1]) is None
