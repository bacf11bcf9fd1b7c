"""Deciding about a group of near-duplicates, and sending one to people."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from annotation.models import DuplicateDecision, DuplicateGroup, DuplicateSet, Selected, Selection
from annotation.models.queue import number_of
from annotation.selections.actions import LONGEST_NAME, ask_first, keep_selection
from generation import audit
from generation.locks import lock_project

MOST_ROWS = 10_000  # of a group that is decided about, and of what is sent to people at once
Choice = DuplicateDecision.Choice


@transaction.atomic
def decide(*, group: DuplicateGroup, choice: str, by, sample: int | None = None) -> DuplicateDecision:
    """Keep one row of a group, all of them, or leave it to the rule again. Appended; versions cut later go by it.

    ValidationError where the choice or the sample is none of the group's, or the group is too large to look through.
    """
    lock_project(group.found.project_id)
    group = DuplicateGroup.objects.select_related("found__project").get(pk=group.pk)
    project, samples = group.found.project, _samples(group)
    if choice not in Choice.values:
        raise ValidationError(_("Choose one, all or rule."))
    if (choice == Choice.ONE) != (sample is not None) or (sample is not None and sample not in samples):
        raise ValidationError(_("Say which row of this group is kept."))
    made = DuplicateDecision.objects.create(
        project=project, choice=choice, sample_id=sample, samples=samples, created_by=by
    )
    for one in _same_groups(group, samples):
        _mark(one, choice, sample)
    audit.record(
        actor=by,
        verb="duplicates.decided",
        project=project,
        subject=number_of(sample or samples[0]),
        keep=choice,
        n=len(samples),
    )
    return made


@dataclass(frozen=True)
class PeopleAsked:
    """`items`: how many go before all others now. `before`: how many rows people were asked about first already."""

    selection: Selection
    items: int
    before: int


@transaction.atomic
def ask_people(*, group: DuplicateGroup, by) -> PeopleAsked:
    """Keep the rows of a group as a selection that goes before others in the queue. Rows that such a selection holds
    already are left out; where it holds them all, that one is told and nothing is made."""
    project = group.found.project
    lock_project(project.pk)
    samples = _samples(group)
    earlier = Selected.objects.filter(selection__project=project, selection__asked_at__isnull=False, sample__in=samples)
    asked = set(earlier.values_list("sample", flat=True))
    new = [pk for pk in samples if pk not in asked]
    if not new:
        last = earlier.select_related("selection").order_by("-selection").first().selection
        return PeopleAsked(last, 0, len(asked))
    name = _("Near-duplicates of #%(sample)s") % {"sample": number_of(group.keeps["first"])}
    kept = keep_selection(project=project, by=by, name=name[:LONGEST_NAME], samples=new)
    return PeopleAsked(kept, ask_first(selection=kept, by=by), len(asked))


def _same_groups(group: DuplicateGroup, samples: list[int]) -> list[DuplicateGroup]:
    """The group and, where the worker has looked again since the page was opened, the same one in the newer set."""
    others = DuplicateGroup.objects.filter(
        found__project=group.found.project_id, size=group.size, rows__sample=samples[0]
    ).exclude(pk=group.pk)
    return [group, *(other for other in others if set(_samples(other)) == set(samples))]


def _mark(group: DuplicateGroup, choice: str, sample: int | None) -> None:
    before = group.spare
    group.choice = "" if choice == Choice.RULE else choice
    group.chosen = sample
    group.spare = 0 if choice == Choice.ALL or (group.conflict and choice == Choice.RULE) else group.size - 1
    group.save(update_fields=["choice", "chosen", "spare"])
    DuplicateSet.objects.filter(pk=group.found_id).update(spare=F("spare") + group.spare - before)


def _samples(group: DuplicateGroup) -> list[int]:
    if group.size > MOST_ROWS:
        told = {"n": group.size, "most": MOST_ROWS}
        raise ValidationError(_("The group has %(n)d rows; %(most)d are decided about at once at most.") % told)
    return list(group.rows.order_by("place").values_list("sample_id", flat=True))
