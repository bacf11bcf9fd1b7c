"""Having a model grade rows: what it will cost, and the run that asks. Its grades become signals by the next score."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.asked.frames import MOST, WHICH, gradings_of, rows_to_grade
from generation.locks import lock_project
from generation.methods.grading import DIMENSIONS
from generation.models import Codebook, Endpoint, Project, Run, User
from generation.models.run import MOVING
from generation.recipes.prices import Price
from generation.runs.actions.trying import LOOKED_AT, price_of_grading, start_grading
from generation.runs.doorbell import ring_workers


@transaction.atomic
def ask_for_grades(
    *,
    project: Project,
    dimension: str,
    which: str,
    count: int,
    endpoint: Endpoint,
    by: User | None,
    budget_usd: Decimal | None = None,
    again: bool = False,
) -> Run:
    """Start a run that grades rows for one thing (generation/methods/grading). ValidationError where there are none,
    where a model is grading rows already, or where something does not fit."""
    lock_project(project.pk)
    _check(project, dimension, which, count)
    if gradings_of(project).filter(state__in=MOVING).exists():
        raise ValidationError(_("A model is grading rows of this project already: wait until that run has ended."))
    labels = rows_to_grade(project, dimension, which=which, count=count, again=again)
    if not labels:
        raise ValidationError(_("No such rows were found: each that was looked at has its grade."))
    asked = {"endpoint": endpoint, "by": by, "budget_usd": budget_usd}
    run = start_grading(project=project, dimension=dimension, labels=labels, **asked)
    ring_workers(run)
    return run


def price_of(
    *, project: Project, dimension: str, which: str, count: int, endpoint: Endpoint, again: bool = False
) -> tuple[Price, int]:
    """What it will cost, from low to high, and for how many rows. Nothing is asked."""
    _check(project, dimension, which, count)
    labels = rows_to_grade(project, dimension, which=which, count=count, again=again)
    some = dict(list(labels.items())[:LOOKED_AT])
    asked = {"labels": some, "count": len(labels), "endpoint": endpoint}
    return price_of_grading(project=project, dimension=dimension, **asked), len(labels)


def _check(project: Project, dimension: str, which: str, count: int) -> None:
    codebook = Codebook.objects.current(project)
    if dimension not in DIMENSIONS:
        told = {"name": dimension[:40], "known": ", ".join(DIMENSIONS)}
        raise ValidationError({"dimension": _("“%(name)s” is nothing to grade; known are %(known)s.") % told})
    if which not in WHICH:
        told = {"name": which[:40], "known": ", ".join(WHICH)}
        raise ValidationError({"which": _("There are no rows “%(name)s”; known are %(known)s.") % told})
    if not 1 <= count <= MOST:
        raise ValidationError({"count": _("Ask about 1 to %(most)d rows at once.") % {"most": MOST}})
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: a model grades by it."))
    if dimension == "confidence" and not codebook.judged_name:
        raise ValidationError({"dimension": _("The codebook asks for no label that a model could be sure of.")})
