"""Keeping a pipeline under a number. What is kept is never changed: whoever wants it otherwise keeps another."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.filters.dropping import Page, dropped_page
from annotation.filters.effects import effect, kept_effect
from annotation.filters.frames import LONGEST_NAME, Held, NothingHeld, newest_basis
from annotation.filters.steps import as_json, steps_from
from annotation.methods.filters.live import Step
from annotation.models import FilterSet
from generation import audit
from generation.locks import lock_project
from generation.models import Project, User

MOST_SETS = 1000


def effect_now(project: Project, steps: Sequence[Step]) -> dict | None:
    """What the steps would do by the newest columns; None where the worker has not written any yet."""
    basis = newest_basis(project)
    try:
        return effect(Held(basis, steps), steps) if basis else None
    except NothingHeld:  # taken away between two statements: a newer one is there
        return None


def dropped_now(kept: FilterSet, *, limit: int, after: int = 0, before: int = 0) -> Page | None:
    """A page of the rows that a kept set would leave out by the newest columns; None where there are none yet."""
    basis, steps = newest_basis(kept.project), steps_from(kept.steps)
    try:
        held = Held(basis, steps, "samples") if basis else None
    except NothingHeld:  # as above
        held = None
    return dropped_page(held, steps, after=after, before=before, limit=limit) if held else None


@transaction.atomic
def keep_filter_set(*, project: Project, by: User | None, name: str, steps: Sequence[Step]) -> FilterSet:
    """An empty name becomes "Filters 3", after its number. ValidationError without a step, or for a long name."""
    name = " ".join(name.split())
    if not steps:
        raise ValidationError(_("Add a filter first: a set without one would leave nothing out."))
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("A name has %(most)d characters at most.") % {"most": LONGEST_NAME}})
    lock_project(project.pk)
    last = FilterSet.objects.filter(project=project).order_by("-number").first()
    if last and last.number >= MOST_SETS:
        raise ValidationError(_("There are %(most)d filter sets already.") % {"most": MOST_SETS})
    number = last.number + 1 if last else 1
    told = effect_now(project, steps)
    kept = FilterSet.objects.create(
        project=project,
        number=number,
        name=name or _("Filters %(number)d") % {"number": number},
        steps=as_json(steps),
        effect=kept_effect(told) if told else {},
        created_by=by,
    )
    audit.record(actor=by, verb="filters.kept", project=project, subject=f"{kept.number}", name=kept.name)
    return kept
