"""Leases that ran out, and how many a person holds."""

from datetime import datetime

from django.db.models import Case, DateTimeField, Q, QuerySet, When

from annotation.models import Assignment, Dispenser, Item
from synthlab.prepared import Given, Prepared

MOST_LEASES = 10
EXPIRED_AT_ONCE = 50


def _mine_or_over() -> QuerySet[Assignment]:
    held = Assignment.objects.filter(project=Given("project"), state=Assignment.State.HELD)
    mine_or_over = held.filter(Q(user=Given("user")) | Q(expires_at__lt=Given("now", DateTimeField())))
    # The person's own come first, so that none of them is ever cut off and the count is whole; then the oldest.
    own_first = mine_or_over.order_by(Case(When(user=Given("user"), then=0), default=1), "expires_at")
    return own_first.values_list("pk", "user_id", "expires_at")[: EXPIRED_AT_ONCE + MOST_LEASES]


MINE_OR_OVER = Prepared(_mine_or_over)


def free_expired(dispenser: Dispenser, user, now: datetime) -> int:
    """Leases that ran out go to other people. Returns how many the person still holds."""
    rows = MINE_OR_OVER.all(project=dispenser.project_id, user=user.pk, now=now)
    expired = [pk for pk, _holder, until in rows if until < now]
    if expired:
        _expire(expired, now)
        dispenser.some_wait = True
    return sum(holder == user.pk and until >= now for _pk, holder, until in rows)


def _expire(assignments: list[int], now: datetime) -> None:
    Assignment.objects.filter(pk__in=assignments, state=Assignment.State.HELD).update(
        state=Assignment.State.EXPIRED, ended_at=now
    )
    # An answer may have come in this very moment; its item is not held any more and stays as it is.
    gone = Assignment.objects.filter(pk__in=assignments, state=Assignment.State.EXPIRED).values("item")
    Item.objects.filter(pk__in=gone).let_go()
