"""Asking for a score, and how its student learns: for pages, API, commands and the worker's sweep."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Student, StudentTraining
from generation import audit, jobs
from generation.locks import lock_project
from generation.methods.students.words import TRAINING_WORDS
from generation.models import Codebook, Job, Project, Sample, User

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


def training_of(project: Project) -> str:
    """How the student learns: "" plainly, else one of TRAINING_WORDS."""
    newest = StudentTraining.objects.filter(project=project).values_list("training", flat=True).first()
    return newest if newest in TRAINING_WORDS else ""


@transaction.atomic
def set_training(*, project: Project, training: str, by: User | None) -> None:
    """Have the student learn so from the next score on, which is asked for where there is something to score."""
    if training not in ("", *TRAINING_WORDS):
        told = {"name": training[:40], "known": ", ".join(TRAINING_WORDS)}
        raise ValidationError({"training": _("There is no training “%(name)s”; known are %(known)s.") % told})
    lock_project(project.pk)
    if training == training_of(project):
        return
    StudentTraining.objects.create(project=project, training=training, created_by=by)
    audit.record(actor=by, verb="student.training", project=project, subject=project, training=training or "plain")
    if Student.objects.filter(project=project).exists():
        enqueue_score(project)


def last_score(project: Project) -> Job | None:
    return jobs.newest_job(TASK, key_of(project))


def notes_of(student: Student) -> list[str]:
    """What is thin about the data, in the reader's language."""
    return [_(note["text"]) % note["values"] for note in student.notes]
