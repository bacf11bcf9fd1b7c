"""What to say of a name that there is not, with what was probably meant: the same by page, REST and command line."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from generation.catalogue.registry import RECIPES
from generation.methods.parts import unknown
from generation.models import Project
from generation.recipe_book import known_names, newest


def no_recipe(project: Project, name: str) -> str:
    told = _meant(name, known_names(project))
    if "meant" in told:
        return _("There is no recipe “%(name)s”. Did you mean %(meant)s?") % told
    return _("There is no recipe “%(name)s”. Known: %(known)s.") % told


def no_version(project: Project, name: str, version: int | None) -> str:
    """What to say where a recipe, or this version of it, is not there."""
    if version is not None and name in RECIPES:
        return _("“%(name)s” is built in and has no versions.") % {"name": name}
    own = newest(project, name)
    if version is None or own is None:
        return no_recipe(project, name)
    told = {"name": name, "version": version, "newest": own.number}
    return _("There is no version %(version)d of “%(name)s”; the newest is %(newest)d.") % told


def no_endpoint(project: Project, name: str) -> str:
    told = _meant(name, project.endpoints.values_list("name", flat=True))
    if "meant" in told:
        return _("There is no endpoint called “%(name)s”. Did you mean “%(meant)s”?") % told
    return _("There is no endpoint called “%(name)s”.") % told


def no_key(name: str, known: Iterable[str]) -> str:
    message, told = unknown(name, known)
    return _(message) % told


def _meant(name: str, known: Iterable[str]) -> dict[str, str]:
    _message, told = unknown(name, known)
    return told
