"""What to say of a name that there is not, with what was probably meant: the same by page, REST and command line."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from generation.methods.parts import unknown
from generation.models import Project
from generation.recipe_book import known_names


def no_recipe(project: Project, name: str) -> str:
    told = _meant(name, known_names(project))
    if "meant" in told:
        return _("There is no recipe “%(name)s”. Did you mean %(meant)s?") % told
    return _("There is no recipe “%(name)s”. Known: %(known)s.") % told


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
