"""Samples become items: from the worker's sweep, and a few of them when a person finds the queue empty."""

from django.db import transaction
from django.db.models import Max, Q

from annotation.models import Dispenser, Item, Stream
from generation.models import Codebook, Origin, Project, Sample, SampleState

BATCH = 1000
#: Before everything else: a model contradicts a reference, or a gate asked for a person.
TOP = 2.0
PULLED = (Origin.GENERATED, Origin.UNLABELLED)


def lock_dispenser(project: Project) -> Dispenser:
    """The project's dispenser under its row lock, with what handing out needs: snapshot, policy, codebook in force.

    Whoever holds it is alone in handing out, pulling and freezing in this project. On SQLite the immediate
    transaction is the lock.
    """
    # Not the snapshot: a joined row would be read as it was before the wait for the lock, its counter with it.
    locked = Dispenser.objects.select_for_update(of=("self",)).select_related("project__review_policy")
    try:
        dispenser = locked.get(project=project)
    except Dispenser.DoesNotExist:
        Dispenser.objects.get_or_create(project=project)
        dispenser = locked.get(project=project)
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    dispenser.codebook_id = published.values_list("pk", flat=True).first()
    return dispenser


def pull_present(*, project: Project) -> None:
    """Make items of the samples that are there now. What comes in meanwhile is for the sweep: runs may be faster."""
    last = Sample.objects.filter(project=project).aggregate(last=Max("id"))["last"] or 0
    while pull(project=project, until=last):
        pass


@transaction.atomic
def pull(*, project: Project, limit: int = BATCH, until: int | None = None) -> int:
    """Make items of the next samples, up to the one with the id `until` where it is given.

    Returns how many samples were looked at; 0 when there is nothing new.
    """
    dispenser = lock_dispenser(project)
    looked_at = pull_into(dispenser, limit=limit, until=until)
    if looked_at:
        dispenser.save(update_fields=["pulled_until", "items", "open_items"])
    return looked_at


def pull_into(dispenser: Dispenser, *, limit: int, until: int | None = None) -> int:
    """The same under a lock already held; the caller saves the dispenser."""
    newer = Sample.objects.filter(project=dispenser.project_id, origin__in=PULLED, id__gt=dispenser.pulled_until)
    wanted = newer if until is None else newer.filter(id__lte=until)
    fresh = list(wanted.order_by("id").values_list("id", "state")[:limit])
    items = [_item(dispenser, *row) for row in fresh if row[1] != SampleState.REJECTED]
    Item.objects.bulk_create(items)
    if fresh:
        dispenser.pulled_until = fresh[-1][0]
    dispenser.items += len(items)
    dispenser.open_items += len(items)
    return len(fresh) + _pull_conflicts(dispenser, limit)


def _item(dispenser: Dispenser, sample_id: int, state: str) -> Item:
    priority = TOP if state == SampleState.NEEDS_PERSON else 0.0
    return Item(project_id=dispenser.project_id, sample_id=sample_id, entered_as=state, priority=priority)


def _pull_conflicts(dispenser: Dispenser, limit: int) -> int:
    """References that a model contradicts, and old rows that now need a person. They are asked as hand-picked ones."""
    passed = Q(origin__in=[Origin.SEED, Origin.GOLD]) | Q(id__lte=dispenser.pulled_until)
    conflicts = list(
        Sample.objects.filter(passed, project=dispenser.project_id, state=SampleState.NEEDS_PERSON, item=None)
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )
    Item.objects.bulk_create(
        Item(
            project_id=dispenser.project_id,
            sample_id=sample_id,
            state=Item.State.WAITING,
            stream=Stream.PICKED,
            priority=TOP,
            entered_as=SampleState.NEEDS_PERSON,
        )
        for sample_id in conflicts
    )
    dispenser.items += len(conflicts)
    return len(conflicts)
