"""Asking for a map: the job's name and key."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.models import DataMap
from generation import jobs
from generation.models import Codebook, Job, Project, Sample

TASK = "annotation.draw_map"


def key_of(project: Project) -> str:
    return f"project-{project.pk}"


def enqueue_map(project: Project) -> Job:
    """One open job a project. ValidationError where there is nothing to draw."""
    if not Codebook.objects.published().filter(project=project).exists():
        raise ValidationError(_("Publish a codebook first: the map is coloured by its labels."))
    if not Sample.objects.filter(project=project).exists():
        raise ValidationError(_("There is nothing to draw yet: import rows, or let a model write some."))
    return jobs.enqueue(TASK, key_of(project), project=project)


def last_drawing(project: Project) -> Job | None:
    return jobs.newest_job(TASK, key_of(project))


def newest_map(project: Project) -> DataMap | None:
    return DataMap.objects.filter(project=project).first()
