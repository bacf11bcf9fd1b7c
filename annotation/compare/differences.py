"""The rows of two sides behind a number of a question that takes no label: looked through, the newest first.

Whether two answers are the same is a matter of their kind (methods/agreement/same.py), which no database knows. So the
rows of both are read one after the other, two thousand at most at a time; the next page goes on after them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from annotation.compare.drill import Wanted, named
from annotation.compare.frames import is_machine, labels_of, stretch_below
from annotation.compare.pairs import Both, beside_people, of_two, read_beside_people, read_of_two
from annotation.methods.agreement.same import on_label, same
from annotation.models import Resolution
from generation.methods.questions.answers import in_words
from generation.models import Project, Sample
from generation.models.machine import HUMAN

LOOK = 2_000


@dataclass
class Looked:
    """Samples of one page; `under`: ask again with it for what comes after, None where nothing does."""

    samples: list[Sample] = field(default_factory=list)
    under: int | None = None


def look_through(project: Project, wanted: Wanted, *, under: int | None, most: int) -> Looked:
    """A page of the rows on which the two differ, or that are of one cell. Three queries, whatever there is."""
    beside = wanted.right == HUMAN and is_machine(wanted.left)
    rows, end = _answered(project, wanted, under) if beside else _of_two(project, wanted, under)
    read = _beside(wanted, rows) if beside else _sides(wanted, rows)
    found, after = _page(read, _is_wanted(wanted), most)
    return Looked(_samples(rows, found), end if after is None else after)


def _page(read: Iterator[Both], is_wanted: Callable[[Both], bool], most: int) -> tuple[list[int], int | None]:
    """The rows found, and the last one that was looked at where others follow."""
    found, last = [], None
    for looked, both in enumerate(read):
        if looked == LOOK or len(found) == most:
            return found, last
        last = both.row
        if is_wanted(both):
            found.append(both.row)
    return found, None


def _answered(project: Project, wanted: Wanted, under: int | None) -> tuple[QuerySet[Resolution], None]:
    rows = beside_people(project, wanted.codebook, wanted.question, wanted.left)
    if wanted.rule:
        rows = rows.filter(item__in=named(project, wanted).values("pk"))
    return (rows if under is None else rows.filter(pk__lt=under)), None


def _of_two(project: Project, wanted: Wanted, under: int | None) -> tuple[QuerySet[Sample], int | None]:
    """A stretch of samples, for one that only one of the two answered is read as well."""
    rows = of_two(project, wanted.codebook, wanted.question, wanted.left, wanted.right)
    stretch, end = stretch_below(project, under)
    if wanted.rule:
        by_left = labels_of(wanted.left, wanted.question.name, wanted.codebook).filter(rule=wanted.rule)
        rows = rows.filter(Exists(by_left.filter(sample=OuterRef("pk"))))
    return rows.filter(stretch), end


def _beside(wanted: Wanted, rows: QuerySet[Resolution]) -> Iterator[Both]:
    return read_beside_people(wanted.question, rows, LOOK + 1)


def _sides(wanted: Wanted, rows: QuerySet[Sample]) -> Iterator[Both]:
    return read_of_two(wanted.question, rows, wanted.left, wanted.right, LOOK + 1)


def _is_wanted(wanted: Wanted) -> Callable[[Both], bool]:
    kind, label = wanted.question.type, wanted.label
    if label:
        return lambda both: on_label(kind, both.left, label) != on_label(kind, both.right, label)
    if wanted.row or wanted.column:
        return lambda both: (in_words(both.left), in_words(both.right)) == (wanted.row, wanted.column)
    return lambda both: not same(kind, both.left, both.right)


def _samples(rows: QuerySet, found: list[int]) -> list[Sample]:
    """In the order of the rows."""
    if rows.model is Sample:
        by_row = Sample.objects.in_bulk(found)
    else:
        kept = Resolution.objects.filter(pk__in=found).select_related("item__sample")
        by_row = {one.pk: one.item.sample for one in kept}
    return [by_row[row] for row in found if row in by_row]
