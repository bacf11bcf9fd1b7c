"""In which form of a prompt labels are asked for: by a recipe, and where that has several wordings, in one of them.

Its name is the recipe's (“annotate”), with the wording behind a stroke where it is not the plain one
(“annotate/choice”)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from generation.catalogue.recipe import Recipe
from generation.methods.plans.wordings import PLAIN, WORDINGS
from generation.models import Project, Run
from generation.runs.frames.settings import title_in

WORDING = "wording"  # the setting of a recipe that has several
BETWEEN = "/"  # no recipe's name has one


class PromptForm(NamedTuple):
    recipe: str
    wording: str = PLAIN

    @classmethod
    def named(cls, name: str) -> "PromptForm":
        recipe, _stroke, wording = name.partition(BETWEEN)
        return cls(recipe, wording or PLAIN)

    @classmethod
    def of(cls, recipe: str, params: Mapping[str, Any]) -> "PromptForm":
        return cls(recipe, params.get(WORDING) or PLAIN)

    @property
    def name(self) -> str:
        return self.recipe if self.wording == PLAIN else f"{self.recipe}{BETWEEN}{self.wording}"

    @property
    def params(self) -> dict[str, str]:
        """What of a recipe's settings it says."""
        return {} if self.wording == PLAIN else {WORDING: self.wording}

    def titled(self, recipe: str) -> str:
        """What people call it, of a recipe that they call so."""
        form = WORDINGS.get(self.wording)
        return recipe if form is None or self.wording == PLAIN else f"{recipe}: {_(form.title)}"


def form_of(run: Run) -> PromptForm:
    return PromptForm.of(run.recipe, run.params)


def forms_of(recipes: Iterable[Recipe]) -> list[tuple[PromptForm, str]]:
    """Every form that these recipes can ask in, with its title: the plain one of each first."""
    recipes = list(recipes)
    plain = [(PromptForm(one.name), _(one.title)) for one in recipes]
    worded = [(PromptForm(one.name, name), one) for one in recipes for name in _wordings(one)]
    return [*plain, *((form, form.titled(_(one.title))) for form, one in worded)]


def _wordings(recipe: Recipe) -> list[str]:
    known = next((param.choices for param in recipe.params if param.name == WORDING), ())
    return [name for name, _title in known if name != PLAIN and name in WORDINGS]


def form_title(project: Project, name: str) -> str:
    """What people call a form; its name where there is none of that name any more."""
    form = PromptForm.named(name)
    return form.titled(title_in(project, form.recipe))
