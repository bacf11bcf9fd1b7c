"""Which endpoints a request means: the same for a run, its preview, a plan and the command line."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from generation.endpoints.simulated import simulated_endpoint
from generation.misspelt import no_endpoint
from generation.models import Endpoint, Project


def endpoint_named(project: Project, name: str) -> Endpoint:
    """The endpoint of that name; without a name the only one there is, or the simulated model where there is none."""
    endpoints = list(project.endpoints.filter(name=name) if name else project.endpoints.all()[:2])
    if len(endpoints) == 1:
        return endpoints[0]
    if name:
        raise ValidationError({"endpoint": no_endpoint(project, name)})
    if endpoints:
        raise ValidationError({"endpoint": _("The project has several endpoints: name one.")})
    return simulated_endpoint(project)


def second_named(project: Project, name: str) -> Endpoint | None:
    """The endpoint of that name for a second model; None without a name."""
    found = project.endpoints.filter(name=name).first() if name else None
    if name and found is None:
        raise ValidationError({"second_endpoint": no_endpoint(project, name)})
    return found
