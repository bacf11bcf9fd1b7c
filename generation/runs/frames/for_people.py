"""How many samples of a run wait for people."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from generation.models import PlannedRow, Run, RunPurpose, Sample, SampleState
from synthlab.drawing import words

MOST = 1000  # more are not counted: a page asks this every two seconds, and a run may have a million


class UpTo(int):
    """A number up to which was counted; `more`: there are, or may be, more than it says."""

    more = False

    @classmethod
    def counted(cls, count: int, *, more: bool = False) -> "UpTo":
        number = cls(min(count, MOST))
        number.more = more or count > MOST
        return number

    @property
    def told(self) -> str:
        """It as people read it: 1,000+."""
        return words(self, "count") + ("+" if self.more else "")


class _Size(Subquery):
    """How many rows a query has that may be cut off."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def waiting_for_people(runs: Sequence[Run]) -> dict[int, UpTo]:
    """How many samples that each run wrote, or labelled, wait for a person now: answers of people change it."""
    given = [run for run in runs if run.accepted]
    labelling = [run for run in given if run.purpose == RunPurpose.ANNOTATE]
    counts = dict.fromkeys((run.pk for run in runs), UpTo())
    counts |= {pk: UpTo.counted(count) for pk, count in _written(given)} if given else {}
    return counts | (_labelled(labelling) if labelling else {})


def _written(runs: Sequence[Run]) -> QuerySet:
    """Runs with the number of samples that they wrote, no more than one beyond the most. The index holds what waits
    alone, by its run."""
    waiting = Sample.objects.filter(run=OuterRef("pk"), state=SampleState.NEEDS_PERSON).order_by()
    counted = _Size(waiting.values("run")[: MOST + 1])
    return Run.objects.filter(pk__in=[run.pk for run in runs]).order_by().values_list("pk", counted)


def _labelled(runs: Sequence[Run]) -> dict[int, UpTo]:
    """Of samples that were there: who has labelled those that wait is looked up sample by sample. Where more of the
    project wait than that may take, only the newest are; a small run is counted from its own rows then."""
    waiting = Sample.objects.filter(project__in={run.project_id for run in runs}, state=SampleState.NEEDS_PERSON)
    newest = list(waiting.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
    # By their samples alone: the database might else walk all rows of a run.
    rows = PlannedRow.objects.filter(source__in=newest).order_by().values_list("run", "source", "state")
    found = Counter(run for run, _source, state in set(rows) if state == PlannedRow.State.ACCEPTED)
    some = len(newest) > MOST
    counts = {run.pk: UpTo.counted(found[run.pk], more=some) for run in runs}
    if some and (small := [run for run in runs if run.accepted <= MOST]):
        exact = PlannedRow.objects.filter(run__in=small, state=PlannedRow.State.ACCEPTED, source__in=waiting)
        of_small = exact.order_by().values_list("run").annotate(n=Count("source", distinct=True))
        counts |= dict.fromkeys((run.pk for run in small), UpTo()) | {pk: UpTo(n) for pk, n in of_small}
    return counts
