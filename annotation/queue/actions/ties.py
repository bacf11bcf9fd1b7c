"""Where two answers differ a third is asked for. Once one of the two changes it may not be needed any more."""

from django.utils import timezone

from annotation.models import BY_REFERENCE_RULE, Assignment, DoneWhen, Item, ReviewPolicy, Stream
from generation.models import Event

AUDIT_ASKS = 2


def ask_no_more_for_a_tie(item: Item, policy: ReviewPolicy) -> None:
    """Forget the one answer more that a tie asked for; settling asks for it again where they still differ.

    Called before one of the item's `answers` changes. What a lead asked for stays: more people from the first, or
    another one for an item that they sent back. So does what a row is asked that people had settled.
    """
    if item.done_when == DoneWhen.ALL:  # where a tie is a lead's, and asks nobody
        return
    chosen = AUDIT_ASKS if item.stream in BY_REFERENCE_RULE else policy.overlap_people
    is_even = item.answers > 0 and item.answers % 2 == 0
    if not is_even or item.answers_needed != item.answers + 1 or chosen > item.answers:
        return
    subject = f"item {item.pk}"
    if not Event.objects.filter(project=item.project_id, verb="item.sent_back", subject=subject).exists():
        item.answers_needed = item.answers


def give_back_if_settled(item: Item) -> bool:
    """Whoever holds an item that the others agree on by now is asked for it no more; whether that was so.

    One who answers at this very moment is waited for by nobody, and neither waits: their answer counts.
    """
    if item.state != Item.State.ANSWERED:
        return False
    held = Assignment.objects.filter(item=item, state=Assignment.State.HELD).exclude(stream=Stream.GOLD)
    free = held.select_for_update(skip_locked=True).values_list("pk", flat=True)
    now = timezone.now()
    Assignment.objects.filter(pk__in=list(free)).update(state=Assignment.State.RETURNED, ended_at=now)
    return True
