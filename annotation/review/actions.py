"""What review changes beyond the queue: the policy, and the items that a person's page keeps at hand."""

from django.db import transaction

from annotation.models import Assignment, ReviewPolicy
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.renew import renew
from annotation.queue.frames import held_by
from generation.audit import record
from generation.models import Project

#: One on the screen and the next behind it, so that it is there at once.
AT_HAND = 2


def items_at_hand(*, project: Project, user) -> list[Assignment]:
    """What the person holds, filled up to two; what they hold already comes first."""
    held = list(held_by(user, project))
    while len(held) < AT_HAND:
        assignment = hand_out(project=project, user=user)
        if assignment is None:
            break
        held.append(assignment)
    return held


def items_by(codebook_id: int | None, *, project: Project, user) -> list[Assignment]:
    """The same where the page begins anew: nothing of it is on the screen, so all of it goes by the one codebook."""
    held = items_at_hand(project=project, user=user)
    if any(assignment.codebook_id != codebook_id for assignment in held):
        return renew(project=project, held=held)
    return held


@transaction.atomic
def set_policy(*, policy: ReviewPolicy, lead) -> ReviewPolicy:
    policy.save()
    chosen = {
        name: getattr(policy, name)
        for name in ("blind_active", "audit_open", "audit_share", "overlap_share", "lease_minutes")
    }
    record(actor=lead, verb="review.policy", project=policy.project, **chosen)
    return policy
