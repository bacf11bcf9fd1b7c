"""Asking for a look through all rows for near-duplicates: the job's name and key."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.models import DuplicateSet
from generation import jobs
from generation.models import Job, Project, Sample

TASK = "annotation.find_duplicates"


def key_of(project: Project) -> str:
    return f"project-{project.pk}"


def enqueue_look(project: Project) -> Job:
    """One open job a project. ValidationError where there is nothing to look through."""
    if not Sample.objects.filter(project=project).exists():
        raise ValidationError(_("There are no rows to compare yet: import some, or let a model write some."))
    return jobs.enqueue(TASK, key_of(project), project=project)


def last_look(project: Project) -> Job | None:
    return jobs.newest_job(TASK, key_of(project))


def newest_set(project: Project) -> DuplicateSet | None:
    return DuplicateSet.objects.filter(project=project).first()
