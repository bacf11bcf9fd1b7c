"""The samples that are there and that a run's rows are made from.

A run takes what was there at its start: what comes meanwhile, written by another run or imported, waits for the next.
"""

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from generation.catalogue.recipe import BUT_GOLD
from generation.methods.context import Item
from generation.models import LabelSource, MachineLabel, Origin, Project, Run, Sample
from generation.models.machine import STUDENT


def next_items(run: Run, which: str, count: int, times: int = 1) -> tuple[Item, ...]:
    """The samples that come after the ones already planned, in the order they came in; none that the run wrote. Where
    each may be taken several `times`, those that come first follow on the last one. A try of a codebook takes those
    that it froze."""
    if not which:
        return ()
    if "only" in run.setup:
        return _frozen(run, count)
    known = run.plan_state.get("allocator", {})
    last = known.get("last", 0) if times > 1 else run.rows.aggregate(last=Max("source_id"))["last"] or 0
    asked = {"question": run.params.get("question", ""), "but_of": run}
    found = items(run.project, which, count, after=last, **asked)
    return found if found or known.get("turn", times) >= times else items(run.project, which, count, **asked)


def _frozen(run: Run, count: int) -> tuple[Item, ...]:
    """The samples that are next in the run's own list, by their ids, with the labels that it froze. Their texts never
    change."""
    last = run.rows.aggregate(last=Max("source_id"))["last"] or 0
    ids = [pk for pk in run.setup["only"] if pk > last][:count]
    fields = dict(Sample.objects.filter(pk__in=ids).values_list("pk", "fields"))
    labels = run.setup.get("only_labels", {})
    return tuple(Item(str(pk), fields[pk], labels.get(str(pk), "")) for pk in ids if pk in fields)


def items(
    project: Project, which: str, count: int, after: int = 0, question: str = "", but_of: Run | None = None
) -> tuple[Item, ...]:
    if not which:
        return ()
    samples = _existing(project, which, question)
    if but_of:
        samples = samples.filter(Q(run=None) | ~Q(run=but_of), there_at_start(but_of))
    rows = samples.filter(pk__gt=after).order_by("pk").values_list("pk", "fields")
    return tuple(Item(str(pk), fields) for pk, fields in rows[:count])


def newest(project: Project) -> int:
    """The id of the newest sample, up to which a run that starts now takes them; 0 where there is none."""
    return Sample.objects.filter(project=project).aggregate(newest=Max("pk"))["newest"] or 0


def there_at_start(run: Run) -> Q:
    """Samples that were there when the run started; all for one that started before this was noted."""
    return Q(pk__lte=run.setup["items_to"]) if "items_to" in run.setup else Q()


def waiting(project: Project, which: str, most: int, *, question: str = "") -> int:
    """How many samples there are to make rows from; no more are counted than `most`."""
    return _existing(project, which, question).order_by()[:most].count()


def _existing(project: Project, which: str, question: str) -> QuerySet[Sample]:
    if which == "unlabelled":
        return unlabelled(project, question)
    samples = Sample.objects.filter(project=project)
    samples = samples.exclude(origin=Origin.GOLD) if which in BUT_GOLD.values() else samples
    return samples.filter(run=None) if which.startswith("imported") else samples


def unlabelled(project: Project, question: str = "") -> QuerySet[Sample]:
    """Samples without a label; with `question` those that came without one and to which no model answered that. Gold
    ones are none: they may answer another question alone."""
    samples = Sample.objects.filter(project=project)
    if not question:
        return samples.filter(current_label="", label_source=LabelSource.NONE).exclude(origin=Origin.GOLD)
    said = MachineLabel.objects.filter(sample=OuterRef("pk"), question=question).exclude(source=STUDENT)
    return samples.filter(~Exists(said), origin=Origin.UNLABELLED).exclude(label_source=LabelSource.PERSON)
