"""Who gets which item next, why, and with what probability (the sampling design of the certificate)."""

from django.db import transaction
from django.utils import timezone

from annotation.models import Assignment, Dispenser, Item, Stream
from annotation.queue.actions.checks import are_spent, draw_check, pull_checks
from annotation.queue.actions.day import check_day
from annotation.queue.actions.draws import chance
from annotation.queue.actions.expiry import MOST_LEASES, free_expired
from annotation.queue.actions.fresh import fresh_draw
from annotation.queue.actions.lanes import lanes_for
from annotation.queue.actions.lease import lease, lease_drawn
from annotation.queue.actions.passing import pass_on
from annotation.queue.actions.pull import lock_dispenser, policy_under, pull_into
from annotation.queue.actions.waiting import second_turn, waiting_anywhere, waiting_draw
from annotation.queue.refusals import TooManyLeases
from generation.models import Project

PULL_AT_ONCE = 300


@transaction.atomic
def hand_out(*, project: Project, user, stream: str | None = None) -> Assignment | None:
    """Lease the next item to a person; None where nothing is left for them.

    First what others skipped, let expire or disagree on; then a coin decides between an audit draw and the active
    order. `stream` asks for one stream only.
    """
    dispenser = lock_dispenser(project)
    if dispenser.codebook_id is None:
        return None
    now = timezone.now()
    held = free_expired(dispenser, user, now)
    if held >= MOST_LEASES:
        raise TooManyLeases
    check_day(policy_under(dispenser.project), user, held)
    dispenser.mine = lanes_for(dispenser, user)
    if (check := _check(dispenser, user, stream)) or stream == Stream.GOLD:
        return check and lease(dispenser, item=check, user=user, stream=Stream.GOLD, now=now)
    draw = waiting_draw(dispenser, user, stream) or fresh_draw(dispenser, user, stream)
    if draw is None and pull_into(dispenser, limit=PULL_AT_ONCE):
        dispenser.some_wait = True
        draw = waiting_draw(dispenser, user, stream) or fresh_draw(dispenser, user, stream)
    draw = draw or waiting_anywhere(dispenser, user, stream) or second_turn(dispenser, user, stream)
    if draw is None:
        pass_on(dispenser)
    return draw and lease_drawn(dispenser, user, draw, now)


def _check(dispenser: Dispenser, user, stream: str | None) -> Item | None:
    """A gold check, by a coin of its own before all others: its share is of all that a person is handed."""
    policy = policy_under(dispenser.project)
    if stream not in (None, Stream.GOLD) or not policy.gold_share:
        return None
    if stream is None and chance.random() >= policy.gold_share:
        return None
    if dispenser.gold_until == 0:
        pull_checks(dispenser, PULL_AT_ONCE)
    if are_spent(dispenser):
        return None
    return draw_check(dispenser, user)
