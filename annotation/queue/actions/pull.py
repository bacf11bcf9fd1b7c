"""Samples become items, and those that a person is needed for come first: from the worker's sweep, and a few of them
when a person finds the queue empty."""

from django.db import transaction
from django.db.models import Exists, Max, Q, QuerySet

from annotation.models import TOP, Dispenser, Item, ReviewPolicy, Stream
from annotation.queue.actions.checks import into_doubt, pull_checks
from annotation.queue.actions.lanes import lanes_of_samples
from annotation.queue.frames import EVERYBODY
from generation.models import TO_CHECK, Codebook, Origin, Project, Sample, SampleState
from synthlab.prepared import Given, Prepared
from synthlab.turns import turn

BATCH = 1000
#: So many of the samples that need a person are looked at by one pull; the next one goes on after them.
WINDOW = 5_000
PULLED = (*TO_CHECK, Origin.UNLABELLED)
UNHEARD = (Item.State.OPEN, Item.State.HELD, Item.State.WAITING)

# Not the snapshot: a joined row would be read as it was before the wait for the lock, its counter with it.
LOCKED = Prepared(
    lambda: (
        Dispenser.objects.select_for_update(of=("self",))
        .filter(project=Given("project"))
        .select_related("project__review_policy")
    )
)
CODEBOOK_IN_FORCE = Prepared(lambda: _in_force().values_list("pk", flat=True)[:1])
IN_FORCE_AND_WAITING = Prepared(lambda: _in_force().values_list("pk", Exists(_waiting()))[:1])


def _in_force() -> QuerySet[Codebook]:
    return Codebook.objects.published().filter(project=Given("project")).order_by("-number")


def _waiting() -> QuerySet[Item]:
    return Item.objects.filter(project=Given("project"), state=Item.State.WAITING)


def lock_dispenser(project: Project) -> Dispenser:
    """The project's dispenser under its row lock, with what handing out needs: snapshot, policy, codebook in force, and
    whether an item waits for another person.

    Whoever holds it is alone in handing out, pulling and freezing in this project. On SQLite the immediate
    transaction is the lock.
    """
    dispenser = LOCKED.first(project=project.pk)
    if dispenser is None:
        Dispenser.objects.get_or_create(project=project)
        dispenser = LOCKED.first(project=project.pk)
    # Asked after the wait for the lock, so that both are as they are now.
    dispenser.codebook_id, dispenser.some_wait = IN_FORCE_AND_WAITING.first(project=project.pk) or (None, False)
    return dispenser


def policy_under(project: Project) -> ReviewPolicy:
    """The policy that came with the lock on `dispenser.project`; the defaults where the lead set none."""
    return getattr(project, "review_policy", None) or ReviewPolicy(project=project)


def pull_present(*, project: Project) -> None:
    """Make items of the samples that are there now. What comes in meanwhile is for the sweep: runs may be faster."""
    last = Sample.objects.filter(project=project).aggregate(last=Max("id"))["last"] or 0
    looked_at = 1
    while looked_at:
        with turn():
            looked_at = pull(project=project, until=last)


@transaction.atomic
def pull(*, project: Project, limit: int = BATCH, until: int | None = None) -> int:
    """Make items of the next samples, up to the one with the id `until` where it is given.

    Returns how many samples were looked at; 0 when there is nothing new.
    """
    return pull_into(lock_dispenser(project), limit=limit, until=until)


def pull_into(dispenser: Dispenser, *, limit: int, until: int | None = None) -> int:
    """The same under a lock already held."""
    asked_until = dispenser.asked_until
    newer = Sample.objects.filter(project=dispenser.project_id, origin__in=PULLED, id__gt=dispenser.pulled_until)
    wanted = newer if until is None else newer.filter(id__lte=until)
    fresh = list(wanted.order_by("id").values_list("id", "state")[:limit])
    items = [_item(dispenser, *row) for row in fresh if row[1] != SampleState.REJECTED]
    _keep_in_lanes(dispenser, items)
    Item.objects.bulk_create(items)
    if fresh:
        dispenser.pulled_until = fresh[-1][0]
    dispenser.items += len(items)
    dispenser.open_items += len(items)
    looked_at = len(fresh) + _pull_asked(dispenser, limit)
    if policy_under(dispenser.project).gold_share:
        looked_at += pull_checks(dispenser, limit)
    if looked_at or dispenser.asked_until != asked_until:
        dispenser.save(update_fields=["pulled_until", "asked_until", "items", "open_items"])
    return looked_at


def _item(dispenser: Dispenser, sample_id: int, state: str) -> Item:
    priority = TOP if state == SampleState.NEEDS_PERSON else 0.0
    return Item(project_id=dispenser.project_id, sample_id=sample_id, entered_as=state, priority=priority)


def _keep_in_lanes(dispenser: Dispenser, items: list[Item]) -> None:
    if dispenser.has_lanes:
        lanes = lanes_of_samples(dispenser.project_id, [item.sample_id for item in items])
        for item in items:
            item.lane = lanes.get(item.sample_id, EVERYBODY)


def _pull_asked(dispenser: Dispenser, limit: int) -> int:
    """Samples that need a person: a gate doubts them, a run asks for them, a model contradicts their reference."""
    needed = Sample.objects.filter(
        project=dispenser.project_id, state=SampleState.NEEDS_PERSON, id__gt=dispenser.asked_until
    )
    last = needed.order_by("id").values_list("id", flat=True)[WINDOW - 1 : WINDOW].first()
    window = needed if last is None else needed.filter(id__lte=last)
    found = _pull_passed(dispenser, window, limit) + _raise(window, limit)
    if found < limit:
        dispenser.asked_until = last or 0
    return found


def _pull_passed(dispenser: Dispenser, window: QuerySet[Sample], limit: int) -> int:
    """References, and old rows that were no items: they are asked as hand-picked ones."""
    into_doubt(Item.objects.filter(project=dispenser.project_id, sample__in=window.values("pk")))
    passed = Q(origin__in=[Origin.SEED, Origin.GOLD]) | Q(id__lte=dispenser.pulled_until)
    samples = list(window.filter(passed, item=None).order_by("id").values_list("id", flat=True)[:limit])
    items = [
        Item(
            project_id=dispenser.project_id,
            sample_id=sample_id,
            state=Item.State.WAITING,
            stream=Stream.PICKED,
            priority=TOP,
            entered_as=SampleState.NEEDS_PERSON,
        )
        for sample_id in samples
    ]
    _keep_in_lanes(dispenser, items)
    Item.objects.bulk_create(items)
    dispenser.items += len(samples)
    return len(samples)


def _raise(window: QuerySet[Sample], limit: int) -> int:
    """Items that nobody has answered go to the head of the active order; what an audit draws knows of no order."""
    below = window.filter(item__state__in=UNHEARD, item__answers=0, item__priority__lt=TOP).order_by("id")
    items = list(below.values_list("item", flat=True)[:limit])
    if not items:
        return 0
    # What somebody answers or scores at this moment is left to the next pull, so that nobody waits in a circle.
    free = Item.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=items)
    free = list(free.filter(state__in=UNHEARD, answers=0).order_by("pk").values_list("pk", flat=True))
    return Item.objects.filter(pk__in=free).update(priority=TOP, entered_as=SampleState.NEEDS_PERSON)
