"""What pages and endpoints read: the newest columns, the sets that people kept. Imports no numpy."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from annotation import reports
from annotation.filters.packed import samples_of
from annotation.filters.picked import marks_of, named_in
from annotation.methods.filters.live import Rows, Step
from annotation.methods.filters.rules import column_of_selection
from annotation.models import DropCheck, DroppedRow, FilterBasis, FilterColumn, FilterSet
from generation.methods.estimates import wilson
from generation.models import Project, Sample, SampleState

REPORT = "filters"
BESIDE = ("labels", "standing", "checked", "chances", "frozen", "audit", "words")
GIVEN = "given:"  # before a column's name: as it would be if nobody had answered
LONGEST_NAME = 80


class NothingHeld(Exception):
    """The worker has not written down the rows yet."""


def standing(project: Project) -> reports.Shown:
    """How the stored columns stand; asks the worker for newer ones where something has changed."""
    return reports.show(project, REPORT)


def newest_basis(project: Project) -> FilterBasis | None:
    return FilterBasis.objects.filter(project=project).first()


class Held:
    """The columns that some steps need, in one query; and two more where they name a selection that has no column yet,
    for as many rows as selections may have."""

    def __init__(self, basis: FilterBasis, steps: Sequence[Step], *more: str) -> None:
        self.basis = basis
        rules = {name for step in steps for name in (step.column, step.rule.histogram)}
        picked = {column_of_selection(number): number for number in named_in(steps)}
        more = (*more, "samples") if picked else more
        given = {GIVEN + name for name in rules}
        wanted = FilterColumn.objects.filter(basis=basis, name__in={*rules, *given, *BESIDE, *more})
        self.data = {name: bytes(data) for name, data in wanted.values_list("name", "data")}
        if "labels" not in self.data:
            raise NothingHeld
        if missing := {number for name, number in picked.items() if name not in self.data}:
            self.data |= marks_of(basis.project_id, missing, samples_of(self.data["samples"]))
        self.rows = Rows(self.data["labels"], self.data["checked"], self.data)

    @property
    def as_given(self) -> Rows:
        """The rows as if nobody had answered any: what an audit's answers are held against."""
        columns = {name: self.data.get(GIVEN + name, data) for name, data in self.data.items()}
        return Rows(self.data["labels"], bytes(len(self.data["labels"])), columns)

    def __getitem__(self, name: str) -> bytes:
        return self.data[name]


def sets_of(project: Project) -> QuerySet[FilterSet]:
    return FilterSet.objects.filter(project=project).select_related("created_by", "project")


def set_for(project: Project, number: int) -> FilterSet:
    found = sets_of(project).filter(number=number).first()
    if found is None:
        raise Http404(_("There is no filter set %(number)s.") % {"number": number})
    return found


def set_named(project: Project, name: str) -> FilterSet | None:
    """By its number, else the newest of this name."""
    sets = sets_of(project)
    if name.isascii() and name.isdigit() and len(name) < 10 and (found := sets.filter(number=int(name)).first()):
        return found
    return sets.filter(name=name).first()


def drop_check(kept: FilterSet) -> dict | None:
    """{selection, rows, population, answered, false_drops}: what people said of dropped rows that chance had drawn.

    The share of right labels, with its interval, once all are answered: the likeliest to be wrong are asked about
    first, so a part of them is no random one. What people threw away was dropped rightly. None: nothing was drawn.
    """
    made = DropCheck.objects.filter(filter_set=kept).first()
    if made is None:
        return None
    rows = Sample.objects.filter(project=kept.project_id, pk__in=list(made.labels))
    said = dict(rows.labelled_by_people().values_list("pk", "current_label"))
    thrown = rows.filter(state=SampleState.REJECTED).exclude(pk__in=said).count()
    answered, share = len(said) + thrown, None
    if answered == len(made.labels):
        right = sum(label == made.labels[str(pk)] for pk, label in said.items())
        share = wilson(right, answered).as_json() | {"population": made.population}
    told = {"selection": made.selection_id, "rows": len(made.labels), "population": made.population}
    return told | {"answered": answered, "false_drops": share}


def dropped_of(version) -> QuerySet[DroppedRow]:
    return DroppedRow.objects.filter(version=version).order_by("pk")
