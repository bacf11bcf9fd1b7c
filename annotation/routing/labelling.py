"""Asking a model once more: about rows that were routed to it, or about answered ones, to learn what it is worth."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from generation.locks import lock_project
from generation.models import Endpoint, Project, Run, RunPurpose, User
from generation.models.run import MOVING
from generation.runs.actions.trying import start_labelling
from generation.runs.doorbell import ring_workers


@transaction.atomic
def ask_a_model(
    *, project: Project, samples: list[int], endpoint: Endpoint, by: User | None, budget_usd: Decimal | None = None
) -> Run:
    """Start a run that labels these rows once more. ValidationError where there are none, where a model is labelling
    rows already, or where it does not fit."""
    if not samples:
        raise ValidationError(_("There are no rows to ask a model about: each has a second opinion."))
    lock_project(project.pk)
    if Run.objects.filter(project=project, purpose=RunPurpose.ANNOTATE, state__in=MOVING).exists():
        raise ValidationError(_("A model is labelling rows of this project already: wait until that run has ended."))
    run = start_labelling(project=project, samples=samples, endpoint=endpoint, by=by, budget_usd=budget_usd)
    ring_workers(run)
    return run
