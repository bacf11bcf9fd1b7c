"""Asking for a score: the job's name and key, for pages, API, commands and the worker's sweep."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.models import Student
from generation import jobs
from generation.models import Codebook, Job, Project, Sample

TASK = "annotation.score"


def key_of(project: Project) -> str:
    return f"project-{project.pk}"


def enqueue_score(project: Project) -> Job:
    """One open job a project: asked for again while it runs, it runs once more.

    ValidationError where nothing could be said: without a codebook, and without a sample.
    """
    if not Codebook.objects.published().filter(project=project).exists():
        raise ValidationError(_("Publish a codebook first: the student learns the labels of its first question."))
    if not Sample.objects.filter(project=project).exists():
        raise ValidationError(_("There is nothing to score yet: import rows, or let a model write some."))
    return jobs.enqueue(TASK, key_of(project), project=project)


def last_score(project: Project) -> Job | None:
    return jobs.newest_job(TASK, key_of(project))


def notes_of(student: Student) -> list[str]:
    """What is thin about the data, in the reader's language."""
    return [_(note["text"]) % note["values"] for note in student.notes]
