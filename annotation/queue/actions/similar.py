"""Items that are alike, handed to one person together and answered together: one label, exceptions left out.

They come from the active order alone: an audit draw, a second answer, a check and what somebody picked by hand is
asked by itself. Each has its own lease, its own answer and its own place in the order of removals, so the certificate's
design holds as for any active hand-out. What is answered together is marked (`Assignment.batch`): its time is shared
out, and says nothing of how long an item takes.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Annotation, Assignment, Dispenser, Item, ReviewPolicy, Stream
from annotation.models.queue import new_lease
from annotation.queue.actions.answer import submit
from annotation.queue.actions.day import check_day
from annotation.queue.actions.draws import Draw
from annotation.queue.actions.expiry import MOST_LEASES, free_expired
from annotation.queue.actions.handback import return_
from annotation.queue.actions.lanes import lanes_for
from annotation.queue.actions.lease import lease_drawn
from annotation.queue.actions.pull import lock_dispenser, policy_under
from annotation.queue.actions.undo import undo
from annotation.queue.frames import is_day_done, spec_of
from annotation.queue.refusals import LeaseGone, Refused, TooManyLeases
from annotation.queue.together import of_batch, together_refused
from generation.models import Project

#: Two leases are left for the room, which goes on beside it.
MOST_TOGETHER = MOST_LEASES - 2
FEWEST = 2


@dataclass
class Outcome:
    """What became of a group: the answers stored; why others were not, by lease; how many are asked one by one now."""

    stored: list[Annotation] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    left: int = 0


@transaction.atomic
def hand_out_similar(*, project: Project, user) -> list[Assignment]:
    """Lease the most suspicious open item and up to seven like it; [] where no two are left that this person may have.

    Refused where the lead does not allow it, or the codebook asks in another way.
    """
    dispenser = lock_dispenser(project)
    if dispenser.codebook_id is None:
        return []
    policy = policy_under(dispenser.project)
    if refusal := together_refused(policy, spec_of(dispenser.codebook_id)):
        raise refusal
    now = timezone.now()
    held = free_expired(dispenser, user, now)
    if held > MOST_LEASES - FEWEST:
        raise TooManyLeases
    check_day(policy, user, held)
    dispenser.mine = lanes_for(dispenser, user)
    items = _alike(dispenser, _room(policy, user, held))
    return _lease_all(dispenser, user, items, now) if len(items) >= FEWEST else []


def _room(policy: ReviewPolicy, user, held: int) -> int:
    """How many more this person may hold, by their leases and by their day."""
    most = min(MOST_TOGETHER, MOST_LEASES - held)
    while most and is_day_done(policy, user, held + most - 1):
        most -= 1
    return most


def _alike(dispenser: Dispenser, most: int) -> list[Item]:
    """The open items of the cluster that the most suspicious one with company is in; the most suspicious first."""
    fellows = _open(dispenser).filter(cluster=OuterRef("cluster")).exclude(pk=OuterRef("pk"))
    order = ("-priority", "id")
    first = _open(dispenser).filter(Exists(fellows), cluster__isnull=False).order_by(*order).first()
    if first is None:
        return []
    return list(_open(dispenser).filter(cluster=first.cluster).select_related("sample").order_by(*order)[:most])


def _open(dispenser: Dispenser) -> QuerySet[Item]:
    return Item.objects.filter(project=dispenser.project_id, state=Item.State.OPEN, lane__in=dispenser.mine)


def _lease_all(dispenser: Dispenser, user, items: list[Item], now: datetime) -> list[Assignment]:
    batch = new_lease()
    return [lease_drawn(dispenser, user, Draw(item, Stream.ACTIVE, batch=batch), now) for item in items]


# -- what becomes of them ----------------------------------------------------------------------------------------------
def submit_similar(
    *, project: Project, user, batch: str, leases: list[str], answers: dict, seconds: float | None = None
) -> Outcome:
    """Store one answer for each of the leases, all in one transaction; those left out are asked one by one.

    ValidationError where the answers cannot be taken: nothing is stored. A lease that went to somebody else is refused
    with its message, and the others stand. Where none of them could be stored the group stays as it is. Sent twice it
    is done once.
    """
    with transaction.atomic():
        mine = _mine(project, user, batch)
        chosen = [assignment for assignment in mine if assignment.lease in leases]
        if not chosen:
            raise ValidationError({"leases": _("Choose at least one item.")})
        done, each = Outcome(), None if seconds is None else seconds / len(chosen)
        for assignment in chosen:
            try:
                done.stored.append(submit(assignment=assignment, answers=answers, seconds=each))
            except Refused as refusal:
                done.refused[assignment.lease] = str(refusal)
        if done.stored:
            done.left = _one_by_one(mine, without=chosen)
    return done


@transaction.atomic
def ask_one_by_one(*, project: Project, user, batch: str) -> int:
    """A group that does not belong together: its person answers each by itself. Returns how many there are."""
    return _one_by_one(_mine(project, user, batch), without=[])


@transaction.atomic
def return_similar(*, project: Project, user, batch: str) -> int:
    """Given back unread, all of them."""
    held = [one for one in _mine(project, user, batch) if one.state == Assignment.State.HELD]
    for assignment in held:
        return_(assignment=assignment)
    return len(held)


def undo_similar(*, project: Project, user, batch: str) -> Outcome:
    """Take all answers of a batch back; it comes to its author again as a batch."""
    answers = Annotation.objects.valid().filter(project=project, user=user, assignment__batch=batch)
    answers = answers.select_related("item__sample", "assignment__user", "user").order_by("item")
    done = Outcome()
    with transaction.atomic():
        for annotation in answers:
            annotation.project = project
            try:
                again = undo(annotation=annotation)
            except Refused as refusal:
                done.refused[annotation.assignment.lease] = str(refusal)
                continue
            done.stored.append(annotation)
            if again:
                Assignment.objects.filter(pk=again.pk).update(batch=batch)
    return done


def _mine(project: Project, user, batch: str) -> list[Assignment]:
    """Under the lock of the queue: their leases run out at one moment, and who frees them locks one after the other."""
    lock_dispenser(project)
    mine = of_batch(user, project, batch)
    if not mine:
        raise LeaseGone
    return mine


def _one_by_one(mine: list[Assignment], *, without: list[Assignment]) -> int:
    left = {one.pk for one in mine} - {one.pk for one in without}
    return Assignment.objects.filter(pk__in=left, state=Assignment.State.HELD).update(batch="")
