"""The recipes to choose from: what runs here now comes first in its group, and what cannot says what it lacks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from generation.catalogue.also_called import words_for
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import FIRST, GROUPS, RECIPES, STARTS
from generation.conditions.frames import scope_of
from generation.models import Codebook, Project
from generation.recipe_book import Bar, kept_of, own_listings, readable_recipe
from generation.recipes.judging import Judge, Other
from generation.recipes.lacks import Mending, address_of, mending_of
from generation.runs.frames.context import context, frozen_support

FEW = 4
SHORT = 4  # letters: a shorter word is found at the beginning of others alone, or RAG would be in every paragraph
SEARCHED = ("name", "title", "summary", "when")


@dataclass(frozen=True)
class Entry:
    """A recipe on the shelf: why it cannot run here (`bar`), with which other setting it can, and where to go."""

    recipe: Recipe | Mapping[str, Any]
    address: str
    bar: Bar | None = None
    other: Other | None = None
    mending: Mending | None = None
    start: bool = False  # its group is begun with it
    own: bool = False
    unread: bool = False  # one of the project's own that this SynthLab cannot read

    @property
    def runs(self) -> bool:
        return not self.unread and (self.bar is None or self.other is not None)


@dataclass(frozen=True)
class Group:
    title: str
    entries: list[Entry]

    @property
    def is_short(self) -> bool:
        """Whether it can stand open: a few recipes of the project's own are what people come back for."""
        return self.entries[0].own and len(self.entries) <= FEW

    @property
    def running(self) -> int:
        return sum(entry.runs for entry in self.entries)


class Shelf:
    """All recipes as a project can run them, judged by their usual settings."""

    def __init__(self, project: Project, codebook: Codebook) -> None:
        self._project = project
        self._judge = Judge(project, context(codebook, {}, 1, scope_of(project), frozen_support(project, codebook)))

    def begin(self) -> list[tuple[str, Entry]]:
        """The recipe to begin with for each task, of those that run here."""
        found = [(_(task), self._all[name]) for task, name in FIRST]
        return [(task, entry) for task, entry in found if entry.runs]

    def groups(self, words: Sequence[str] = (), *, only_now: bool = False) -> list[Group]:
        """The groups with those of their recipes that have all the words, the project's own first."""
        own = [self._own(listing) for listing in own_listings(self._project) if fits(listing, words)]
        found = [Group(_("Your own"), own)]
        for title, recipes in GROUPS.items():
            entries = [self._all[recipe.name] for recipe in recipes if fits(recipe, words)]
            found.append(Group(_(title), sorted(entries, key=lambda one: (not one.runs, not one.start))))
        shown = (Group(one.title, [e for e in one.entries if e.runs or not only_now]) for one in found)
        return [group for group in shown if group.entries]

    @cached_property
    def _all(self) -> dict[str, Entry]:
        return {name: self._entry(recipe, start=name in STARTS) for name, recipe in RECIPES.items()}

    def _entry(self, recipe: Recipe, *, start: bool = False, own: bool = False) -> Entry:
        params = recipe.clean({})
        bar = self._judge.bar(recipe, params)
        other = self._judge.other(recipe, params) if bar else None
        mending = mending_of(self._project, bar.lack) if bar else None
        address = address_of(self._project, recipe.name, bar, other)
        return Entry(recipe, address, bar, other, mending, start=start and not bar, own=own)

    def _own(self, listing: Mapping[str, Any]) -> Entry:
        """Judged by what stands beside its document; the document itself is read where another SynthLab kept that."""
        recipe = kept_of(listing) or readable_recipe(self._project, listing["name"])
        if recipe is None:
            return Entry(listing, address_of(self._project, listing["name"]), own=True, unread=True)
        return self._entry(recipe, own=True)


def fits(recipe: Recipe | Mapping[str, Any], words: Sequence[str]) -> bool:
    """Whether all the words are found in what the list says of a recipe, as it is shown or in English; of a built-in
    one also in what people call that which it is for."""
    said = recipe if isinstance(recipe, Mapping) else {name: getattr(recipe, name) for name in (*SEARCHED, "cites")}
    texts = [said.get(name, "") for name in SEARCHED]
    texts += words_for(said["name"]) if isinstance(recipe, Recipe) and recipe.name in RECIPES else []
    text = " ".join([*texts, *map(_, filter(None, texts)), *said.get("cites", ())]).casefold()
    return all(_stands_in(text, word) for word in words)


def _stands_in(text: str, word: str) -> bool:
    if len(word) < SHORT and word.isascii():
        return re.search(rf"\b{re.escape(word)}", text) is not None
    return word in text
