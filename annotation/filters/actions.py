"""Keeping a pipeline under a number. What is kept is never changed: whoever wants it otherwise keeps another."""

from collections.abc import Sequence
from itertools import islice
from random import Random, SystemRandom

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.filters.dropping import Page, dropped_page, open_dropped
from annotation.filters.effects import effect, kept_effect
from annotation.filters.frames import LONGEST_NAME, Held, NothingHeld, newest_basis
from annotation.filters.picked import check_selections
from annotation.filters.steps import as_json, steps_from
from annotation.methods.filters.live import Step
from annotation.models import DropCheck, FilterSet
from annotation.selections.actions import LONGEST_NAME as LONGEST_SELECTION
from annotation.selections.actions import ask_first, keep_selection
from generation import audit
from generation.locks import lock_project
from generation.models import LabelSource, Project, Sample, User

MOST_SETS = 1000
TO_REVIEW = 20  # rows: enough to tell a filter that drops mostly right ones
MOST_TRIED, AT_ONCE = 2000, 100  # rows drawn until as many are open, and labels read in one query


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
def check_dropped(*, kept: FilterSet, by: User | None) -> DropCheck:
    """Draw rows that a kept set leaves out by chance, 20 or all there are, and have people asked about them first.

    Drawn among rows that carry a model's label and that nobody has answered: from the columns, and what was answered
    after these were written is passed over, so that `population` is of that moment. Once a set: a second time it is the
    same draw. ValidationError where there is nothing to draw from yet.
    """
    project = kept.project
    lock_project(project.pk)
    if made := DropCheck.objects.filter(filter_set=kept).first():
        return made
    basis, steps = newest_basis(project), steps_from(kept.steps)
    try:
        gone = open_dropped(Held(basis, steps, "samples"), steps) if basis else []
    except NothingHeld:
        gone = []
    labels = drawn_open(project, gone, SystemRandom())
    if not labels:
        raise ValidationError(_("This set leaves out no row with a model's label that nobody has answered."))
    name = _("Left out by “%(name)s”") % {"name": kept.name}
    picked = keep_selection(project=project, by=by or project.created_by, name=name[:LONGEST_SELECTION], samples=labels)
    ask_first(selection=picked, by=by or project.created_by)
    told = {"labels": {str(pk): labels[pk] for pk in sorted(labels)}, "population": len(gone)}
    return DropCheck.objects.create(filter_set=kept, selection=picked, created_by=by, **told)


def drawn_open(project: Project, samples: Sequence[int], random: Random) -> dict[int, str]:
    """{sample: label} of 20 rows that are open, or all there are, each set of them as likely as any other.

    In a random order, labels are read until 20 open rows are there; what is not open is passed over. It ends after
    2,000 rows, however many were open, so a request never reads the labels of all that goes.
    """
    tried = random.sample(samples, min(MOST_TRIED, len(samples)))
    rows = Sample.objects.filter(project=project, label_source=LabelSource.MACHINE).exclude(item__answers__gt=0)
    found: dict[int, str] = {}
    for first in range(0, len(tried), AT_ONCE):
        some = tried[first : first + AT_ONCE]
        labels = dict(rows.filter(pk__in=some).values_list("pk", "current_label"))
        found |= {pk: labels[pk] for pk in some if pk in labels}
        if len(found) >= TO_REVIEW:
            break
    return dict(islice(found.items(), TO_REVIEW))


@transaction.atomic
def keep_filter_set(*, project: Project, by: User | None, name: str, steps: Sequence[Step]) -> FilterSet:
    """An empty name becomes "Filters 3", after its number. ValidationError without a step, for a long name, and for a
    selection that is not the project's."""
    name = " ".join(name.split())
    if not steps:
        raise ValidationError(_("Add a filter first: a set without one would leave nothing out."))
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("A name has %(most)d characters at most.") % {"most": LONGEST_NAME}})
    lock_project(project.pk)
    check_selections(project, steps)
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
