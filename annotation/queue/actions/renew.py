"""Items that a person holds under an older version of the codebook are given to them anew, under the one in force."""

from django.db import transaction
from django.utils import timezone

from annotation.models import Assignment
from annotation.queue.actions.lease import lease_like
from annotation.queue.actions.pull import lock_dispenser
from generation.models import Project


@transaction.atomic
def renew(*, project: Project, held: list[Assignment]) -> list[Assignment]:
    """What the person holds now, in the same order. An answer that comes in at this moment ends its lease first.

    Each gets a new lease, for the old one says what its answer was asked by. Audit items go over like any other, or
    the version would tell them; the snapshot they were drawn from counts them as open from then on.
    """
    dispenser = lock_dispenser(project)
    renewed = (_renewed(dispenser, assignment) for assignment in held)
    return [assignment for assignment in renewed if assignment]


def _renewed(dispenser, old: Assignment) -> Assignment | None:
    if old.codebook_id == dispenser.codebook_id:
        return old
    now = timezone.now()
    still_held = Assignment.objects.filter(pk=old.pk, state=Assignment.State.HELD)
    if not still_held.update(state=Assignment.State.RETURNED, ended_at=now):
        return None
    old.refresh_from_db(fields=["blind"])  # its person may have looked in another tab
    return lease_like(old, dispenser, item=old.item, now=now, batch=old.batch)
