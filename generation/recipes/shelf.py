"""The recipes to choose from: what runs here now comes first in its group, and what cannot says what it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from generation.catalogue.lacking import IN_SHORT, OTHER_IN_SHORT
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import GROUPS, STARTS
from generation.conditions.frames import scope_of
from generation.models import Codebook, Project
from generation.recipe_book import bar_of
from generation.runs.frames import context, frozen_support, items

SEARCHED = ("name", "title", "summary", "when")


@dataclass(frozen=True)
class Entry:
    """A recipe on the shelf; `lacks` says in short why it cannot run here, `start` that a group is begun with it."""

    recipe: Recipe
    lacks: str = ""
    start: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    entries: list[Entry]


def groups_of(
    project: Project, codebook: Codebook, words: Sequence[str] = (), *, only_now: bool = False
) -> list[Group]:
    """The groups with those of their recipes that have all the words, judged by their usual settings."""
    frozen = frozen_support(project)
    # One context for all: what one recipe reads of the seeds, the next finds read.
    known = context(codebook, {}, 1, scope_of(project), frozen)
    waiting = cache(lambda which: bool(items(project, which, 1)))

    def entry(recipe: Recipe) -> Entry:
        params = recipe.clean({})
        bar, which = bar_of(recipe.prepare(replace(known, params=params))), recipe.items(params)
        lack = bar.lack if bar else ""
        if not lack and which and not waiting(which):
            lack = "unlabelled" if which == "unlabelled" else "samples"
        told = _(IN_SHORT.get(lack, OTHER_IN_SHORT)) % {"name": lack} if lack else ""
        return Entry(recipe, told, start=not lack and recipe.name in STARTS)

    found = []
    for title, recipes in GROUPS.items():
        entries = [entry(recipe) for recipe in recipes if fits(recipe, words)]
        entries = [one for one in entries if not (only_now and one.lacks)]
        if entries:
            found.append(Group(title, sorted(entries, key=lambda one: (bool(one.lacks), not one.start))))
    return found


def fits(recipe: Recipe | Mapping[str, Any], words: Sequence[str]) -> bool:
    """Whether all the words are found in what the list says of a recipe, as it is shown or in English."""
    said = recipe if isinstance(recipe, Mapping) else {name: getattr(recipe, name) for name in (*SEARCHED, "cites")}
    texts = [said.get(name, "") for name in SEARCHED]
    text = " ".join([*texts, *map(_, filter(None, texts)), *said.get("cites", ())]).casefold()
    return all(word in text for word in words)
