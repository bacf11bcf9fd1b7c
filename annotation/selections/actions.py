"""Keeping a selection, and having its rows go before others in the queue."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.filters.picked import set_that_uses
from annotation.methods.filters.rules import column_of_selection
from annotation.methods.signals.words import SUSPICION
from annotation.models import TOP, Enhancement, FilterColumn, Item, Routing, Selected, Selection, Signal
from annotation.queue.actions.pull import lock_dispenser
from annotation.selections.limits import MOST_ROWS
from generation import audit
from generation.locks import lock_project
from generation.models import Project, Sample, SampleState
from synthlab.turns import turn

MOST_SELECTIONS = 200
LONGEST_NAME = 80
AT_ONCE = 2000


@transaction.atomic
def keep_selection(*, project: Project, by, name: str, samples: Collection[int]) -> Selection:
    """Keep the samples with these ids under a name. ValidationError where one is not of the project, or too many are.

    A name that is empty becomes "Selection 3", after its number.
    """
    chosen = set(samples)
    _check(project, name, chosen)
    here = set(Sample.objects.filter(project=project, pk__in=chosen).values_list("pk", flat=True))
    if strange := sorted(chosen - here):
        named = ", ".join(f"#{pk}" for pk in strange[:5])
        raise ValidationError({"samples": _("Not among this project's samples: %(ids)s.") % {"ids": named}})
    selection = Selection.objects.create(project=project, name=name.strip(), rows=len(here), created_by=by)
    if not selection.name:
        selection.name = _("Selection %(number)d") % {"number": selection.pk}
        selection.save(update_fields=["name"])
    fill(selection, sorted(here))
    audit.record(actor=by, verb="selection.kept", project=project, subject=selection.name, n=selection.rows)
    return selection


def fill(selection: Selection, samples: Sequence[int]) -> None:
    """Put its rows into it, in parts."""
    for first in range(0, len(samples), AT_ONCE):
        with turn():
            Selected.objects.bulk_create(
                Selected(selection=selection, sample_id=pk) for pk in samples[first : first + AT_ONCE]
            )


@transaction.atomic
def rename_selection(*, selection: Selection, by, name: str) -> Selection:
    """Call it something else. ValidationError where the name is empty or too long."""
    if not name.strip():
        raise ValidationError({"name": _("Give it a name.")})
    _check_name(name)
    before, selection.name = selection.name, name.strip()
    selection.save(update_fields=["name"])
    audit.record(actor=by, verb="selection.renamed", project=selection.project, subject=selection.name, before=before)
    return selection


def ask_first(*, selection: Selection, by) -> int:
    """Put its items that nobody had yet before all others, the most suspicious first; returns how many. What an audit
    draws knows of no order.

    In parts, for whoever asks for the next item waits as long as one takes. Cut off, it can be asked for again.
    """
    _mark(selection, timezone.now())
    raised = sum(_in_parts(selection, _raise))
    audit.record(actor=by, verb="selection.asked", project=selection.project, subject=selection.name, n=raised)
    return raised


def ask_in_turn(*, selection: Selection, by) -> int:
    """Give its items that nobody had yet their old places, by suspicion; returns how many.

    What a gate, a run or another selection asks for stays in front. In parts, as above.
    """
    lowered = sum(_in_parts(selection, _lower))
    _mark(selection, None)
    audit.record(actor=by, verb="selection.in_turn", project=selection.project, subject=selection.name, n=lowered)
    return lowered


def _mark(selection: Selection, asked_at: datetime | None) -> None:
    selection.asked_at = asked_at
    selection.save(update_fields=["asked_at"])


def _in_parts(selection: Selection, work: Callable[[Selection, list[int]], int]) -> Iterator[int]:
    last = 0
    while part := list(selection.selected.filter(pk__gt=last).order_by("pk").values_list("pk", "sample")[:AT_ONCE]):
        with turn(), transaction.atomic():
            lock_dispenser(selection.project)
            yield work(selection, [sample for _pk, sample in part])
        last = part[-1][0]


def _raise(selection: Selection, samples: list[int]) -> int:
    return _untouched(selection, samples).filter(priority__lt=TOP).update(priority=F("priority") + TOP)


def _lower(selection: Selection, samples: list[int]) -> int:
    in_front = _untouched(selection, samples).filter(priority__gte=TOP).exclude(entered_as=SampleState.NEEDS_PERSON)
    others = Selected.objects.filter(selection__project=selection.project, selection__asked_at__isnull=False)
    mine = in_front.exclude(sample__in=others.exclude(selection=selection).filter(sample__in=samples).values("sample"))
    found = Signal.objects.filter(sample=OuterRef("sample"), name=SUSPICION).values("value")[:1]
    return mine.update(priority=Coalesce(Subquery(found), 0.0, output_field=FloatField()))


@transaction.atomic
def drop_selection(*, selection: Selection, by) -> None:
    """Forget a selection; its samples stay, and its items take their old places.

    ValidationError where a kept filter set goes by it: what is kept must mean tomorrow what it means today.
    """
    lock_project(selection.project_id)
    if kept := set_that_uses(selection):
        told = {"number": kept.number, "name": kept.name}
        raise ValidationError(
            _("The filter set %(number)d, “%(name)s”, goes by this selection, so it stays: kept sets never change.")
            % told
        )
    if selection.asked_at:
        ask_in_turn(selection=selection, by=by)
    audit.record(actor=by, verb="selection.dropped", project=selection.project, subject=selection.name)
    FilterColumn.objects.filter(basis__project=selection.project_id, name=column_of_selection(selection.pk)).delete()
    selection.delete()


def _check(project: Project, name: str, chosen: set[int]) -> None:
    if not chosen:
        raise ValidationError({"samples": _("Choose at least one sample.")})
    if len(chosen) > MOST_ROWS:
        told = {"n": len(chosen), "most": MOST_ROWS}
        raise ValidationError({"samples": _("%(n)d samples are chosen; a selection holds %(most)d at most.") % told})
    _check_name(name)
    of_routes = Routing.objects.filter(project=project).filter(Q(people=OuterRef("pk")) | Q(again=OuterRef("pk")))
    of_a_method = Q(withheld=OuterRef("pk")) | Q(doubted=OuterRef("pk"))
    of_methods = Enhancement.objects.filter(of_a_method, project=project)
    own = Selection.objects.filter(~Exists(of_routes), ~Exists(of_methods), project=project)
    if own[MOST_SELECTIONS - 1 : MOST_SELECTIONS].exists():
        told = {"most": MOST_SELECTIONS}
        raise ValidationError(_("There are %(most)d selections already: drop one that is not needed any more.") % told)


def _check_name(name: str) -> None:
    if len(name.strip()) > LONGEST_NAME:
        raise ValidationError({"name": _("A name has %(most)d characters at most.") % {"most": LONGEST_NAME}})


def _untouched(selection: Selection, samples: list[int]) -> QuerySet[Item]:
    return Item.objects.filter(project=selection.project, sample__in=samples, state=Item.State.OPEN, answers=0)
