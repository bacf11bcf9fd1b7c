"""A person looks at the suggestion before they answer, where the lead lets them: their answer is not blind any more."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from annotation.models import Assignment, Suggestion
from annotation.queue.frames import as_asked, hides_now, machine_answer, policy_of, spec_of
from annotation.queue.refusals import LeaseGone, NotOffered, TooEarly


@transaction.atomic
def look(*, assignment: Assignment) -> dict | None:
    """What the model says of the item; None where no model has labelled it, and then nothing was seen.

    Safe beside an answer that comes in at this moment: that one ends the lease as it was when it was sent, and is sent
    on as not blind where this came first.
    """
    if not assignment.look or hides_now(assignment):
        raise NotOffered
    now = timezone.now()
    if assignment.look == Suggestion.DELAYED:
        wait = timedelta(seconds=policy_of(assignment.project).suggestion_seconds)
        if now < assignment.created_at + wait:
            raise TooEarly
    sample = assignment.item.sample
    said = as_asked(machine_answer(sample), spec_of(assignment.codebook_id), sample)
    if said is None:
        return None
    mine = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.HELD)
    if not mine.update(blind=False, looked_at=assignment.looked_at or now):
        raise LeaseGone
    assignment.blind, assignment.looked_at = False, assignment.looked_at or now
    return said
