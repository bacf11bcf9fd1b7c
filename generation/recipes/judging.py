"""Whether recipes can run with what a project has; and where one cannot as it stands, with which setting it can.

The page, the list of recipes, a preview and a start all ask here, so that none takes on what another one bars.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.methods.context import Context
from generation.models import Project
from generation.recipe_book import Bar, asks_for_labels, bar_of
from generation.runs.frames.items import waiting

QUESTION = "question"
PREFIX = "set_"  # of a setting among the fields of its form


@dataclass(frozen=True)
class Other:
    """A setting that is not as usual, with which a recipe can run."""

    param: Param
    value: Any

    @property
    def query(self) -> str:
        """What the address of the recipe's page takes, to show it with this setting."""
        value = str(self.value).lower() if isinstance(self.value, bool) else self.value
        return urlencode({PREFIX + self.param.name: value})

    @property
    def told(self) -> str:
        """The setting and its value as its form shows them."""
        return _("“%(setting)s”: %(value)s") % {"setting": _(self.param.title), "value": self._value}

    @property
    def _value(self) -> str:
        if isinstance(self.value, bool):
            return _("yes") if self.value else _("no")
        title = dict(self.param.choices).get(self.value)
        return _(title) if title else str(self.value)


class Judge:
    """Judges any number of recipes: what one reads of the seeds, the next finds read."""

    def __init__(self, project: Project, known: Context) -> None:
        self._known = known
        self._questions = [question.name for question in known.spec.questions if question.type == "label"]
        self._waiting = cache(lambda which, question: waiting(project, which, 1, question=question))

    def bar(self, recipe: Recipe, params: Mapping[str, Any]) -> Bar | None:
        """What keeps it from running with these settings; None where it can run."""
        if missing := asks_for_labels(recipe, self._known.spec):
            return missing
        prepared, which = recipe.prepare(replace(self._known, params=dict(params))), recipe.items(dict(params))
        return bar_of(prepared, self._waiting(which, params.get(QUESTION, "")) if which else None)

    def other(self, recipe: Recipe, params: Mapping[str, Any]) -> Other | None:
        """The first setting that would let it run, if it alone were another; None where none would."""
        decisive = _decisive(recipe)
        asked = (param for param in recipe.params if param.name in decisive)
        found = (Other(param, value) for param in asked for value in self._others(param, params[param.name]))
        return next((one for one in found if self._runs(recipe, {**params, one.param.name: one.value})), None)

    def _runs(self, recipe: Recipe, params: Mapping[str, Any]) -> bool:
        return self.bar(recipe, params) is None

    def _others(self, param: Param, now: Any) -> Iterator[Any]:
        """What a setting may be besides; of numbers the ends, of texts those that name a question."""
        several = self._questions if param.name == QUESTION and len(self._questions) > 1 else []
        ends = [one for one in (param.least, param.most) if one is not None]
        known = {"bool": [not now], "choice": [value for value, _title in param.choices], "text": several}
        return (value for value in known.get(param.type, ends) if value != now)


def _decisive(recipe: Recipe) -> set[str]:
    """The settings that what a recipe works on may follow from; how the model is asked never keeps it from running."""
    parts = [part.to_json() for part in (*recipe.values, recipe.schedule, recipe.allocator)]
    whens = [part.when for part in recipe.verify]
    return {QUESTION, *re.findall(r'"\$(\w+)"', json.dumps([*parts, *whens]))}
