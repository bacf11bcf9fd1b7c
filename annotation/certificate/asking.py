"""Asking for a freeze: the job's name and key, for pages, API, commands and the worker's sweep."""

from generation import jobs
from generation.models import Job, Project

FREEZE = "annotation.freeze"


def key_of(project: Project) -> str:
    return f"project-{project.pk}"


def enqueue_freeze(project: Project) -> Job:
    """One open job a project. It opens a snapshot only where none fits the labels of now."""
    return jobs.enqueue(FREEZE, key_of(project), project=project)
