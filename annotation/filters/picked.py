"""Filters that go by a selection: which rows are in it, as a byte a row. Standard library only: pages read it too."""

from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotation.methods.filters.live import Step
from annotation.methods.filters.rules import CHOSEN, column_of_selection
from annotation.models import FilterSet, Selected, Selection
from annotation.selections.limits import MOST_ROWS
from generation.models import Project

OFFERED = 200  # in the list to choose from
STORED, NEWEST = 50, 20  # selections of which the worker keeps a column; how many of them no kept set goes by


def named_in(steps: Iterable[Step]) -> set[int]:
    """The numbers of the selections that steps go by."""
    return {int(step.at) for step in steps if step.rule.names_selection and step.at is not None}


def numbers_in(steps: Iterable[dict]) -> list[int]:
    """The same, of steps as they are kept."""
    return [step["at"] for step in steps if step["filter"] in CHOSEN]


def marks_of(project: int, selections: Collection[int], samples: Sequence[int]) -> dict[str, bytes]:
    """By the name of its column a byte a row of `samples`, 1 where it is in the selection.

    It reads no more rows than selections may have. What is not of the project, or is too large, has no column.
    """
    if not selections:
        return {}
    rows = of_a_filters_size(project).filter(pk__in=selections)
    inside: dict[int, set[int]] = {pk: set() for pk in rows.values_list("pk", flat=True)}
    members = Selected.objects.filter(selection__in=list(inside)).values_list("selection_id", "sample_id")
    for selection, sample in members.iterator(chunk_size=MOST_ROWS):
        inside[selection].add(sample)
    return {column_of_selection(pk): bytes(map(ids.__contains__, samples)) for pk, ids in inside.items()}


def to_store(project: Project) -> list[int]:
    """The selections that the worker keeps a column of: those that the newest kept sets go by, and the newest.

    Only such as are filled: a method that is carried out puts its rows in little by little.
    """
    kept = FilterSet.objects.filter(project=project).values_list("steps", flat=True)
    used = list(dict.fromkeys(number for steps in kept for number in numbers_in(steps)))
    own = of_a_filters_size(project.pk)
    wanted = {*used[: STORED - NEWEST], *own.values_list("pk", flat=True)[:NEWEST]}
    return [one.pk for one in own.filter(pk__in=wanted) if one.selected.count() == one.rows]


def names_of(project: Project, selections: Collection[int]) -> dict[int, str]:
    if not selections:
        return {}
    return dict(Selection.objects.filter(project=project, pk__in=selections).values_list("pk", "name"))


def offered(project: Project, chosen: Collection[int]) -> list[Selection]:
    """What can be chosen: the newest, and those that are chosen already."""
    own = of_a_filters_size(project.pk)
    newest = list(own[:OFFERED])
    others = set(chosen) - {one.pk for one in newest}
    return newest + (list(own.filter(pk__in=others)) if others else [])


def check_selections(project: Project, steps: Iterable[Step]) -> None:
    """ValidationError where a step goes by a selection that the project has not, or that is too large."""
    wanted = named_in(steps)
    there = set(of_a_filters_size(project.pk).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    if strange := sorted(wanted - there):
        told = {"number": strange[0], "most": MOST_ROWS}
        raise ValidationError(_("There is no selection %(number)d here that has %(most)d rows at most.") % told)


def set_that_uses(selection: Selection) -> FilterSet | None:
    """The newest kept set that goes by it."""
    sets = FilterSet.objects.filter(project=selection.project_id)
    return next((kept for kept in sets if selection.pk in numbers_in(kept.steps)), None)


def of_a_filters_size(project: int) -> QuerySet[Selection]:
    return Selection.objects.filter(project=project, rows__lte=MOST_ROWS)
