"""A run's recipe and settings as people read them."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from generation.catalogue.params import Param
from generation.catalogue.registry import ALL
from generation.conditions.frames import in_words, lengths_instead
from generation.methods.conditions import Scope
from generation.models import Project, RecipeDocument, Run
from generation.recipe_book import recipe_of


def recipe_title(run: Run) -> str:
    """What people call the run's recipe; "" where its document is of another version."""
    try:
        return gettext(recipe_of(run).title)
    except ValidationError:
        return ""


def title_in(project: Project, name: str) -> str:
    """What people call a recipe of the project: of an own one its newest title, which no document is read for; its name
    where it has none."""
    if name in ALL:
        return gettext(ALL[name].title)
    own = RecipeDocument.objects.filter(project=project, name=name, is_newest=True)
    return own.values_list("listing__title", flat=True).first() or name


def with_titles(runs: Sequence[Run]) -> Sequence[Run]:
    """Give each run `.title`, what lists call it: its recipe's title, of an own one the newest. No document is read."""
    own = {run.recipe for run in runs} - ALL.keys()
    known = RecipeDocument.objects.filter(project__in={run.project_id for run in runs}, name__in=own, is_newest=True)
    titles = dict(known.values_list("name", "listing__title")) if own else {}
    for run in runs:
        ours = ALL.get(run.recipe)
        run.title = gettext(ours.title) if ours else titles.get(run.recipe) or run.recipe
    return runs


def settings_of(run: Run) -> list[tuple[str, str]]:
    """The recipe's settings as people read them."""
    known = {param.name: param for param in _params(run)}
    return [_setting(known.get(name), name, value) for name, value in _used(run).items()]


def chosen_of(run: Run, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
    """Those of them that are not as usual, without some."""
    known = {param.name: param for param in _params(run)}
    usual = {name: param.default for name, param in known.items()}
    chosen = {name: value for name, value in _used(run).items() if value != usual.get(name) and name not in without}
    return [_setting(known.get(name), name, value) for name, value in chosen.items()]


def _used(run: Run) -> dict:
    """The run's settings, with the project's own lengths in place of a setting that they went before."""
    try:
        recipe = recipe_of(run)
    except ValidationError:
        return run.params
    frozen = run.setup.get("scope", run.setup.get("before")) or []
    setting, lengths = lengths_instead(recipe, Scope.from_json(frozen))
    if not lengths or setting not in run.params:
        return run.params
    told = gettext("%(lengths)s (an attribute of the project)") % {"lengths": in_words(lengths)}
    return run.params | {setting: told}


def _params(run: Run) -> Sequence[Param]:
    """None where the run's document is of another version: its page shows the settings by their names then."""
    try:
        return recipe_of(run).params
    except ValidationError:
        return ()


def _setting(param: Param | None, name: str, value) -> tuple[str, str]:
    if param is None:
        return name, value
    if isinstance(value, bool):
        return gettext(param.title), gettext("yes") if value else gettext("no")
    chosen = dict(param.choices).get(value)
    return gettext(param.title), gettext(chosen) if chosen else ("–" if value == "" else value)
