"""What comes a second time: after a double click or a reply that was lost, or from another tab."""

from typing import TypeVar

from django.db.models import QuerySet

from annotation.models import Annotation, TrialAnswer
from annotation.queue.refusals import AlreadyAnswered, LeaseGone, Refused, Undone

Given = TypeVar("Given", Annotation, TrialAnswer)
Said = tuple[dict, str, str]  # answers, comment, rule


def says(given: Given, said: Said) -> bool:
    return (given.answers, given.comment, given.rule) == said


def stored_already(
    stored: QuerySet, said: Said, *, gone: type[Refused] = LeaseGone, other: type[Refused] = AlreadyAnswered
) -> Given:
    """The first of `stored` where it says the very same: whoever is answered so has lost nothing of what they sent.

    Refused as `gone` where nothing is stored, as `other` where something else is, were it a comment alone.
    """
    first = stored.first()
    if first is None:
        raise gone
    if not says(first, said):
        raise other
    return first


def corrected_already(before: Given, said: Said) -> Given:
    """What holds in place of `before`, where it says the very same; Undone where something else holds, or nothing."""
    later = type(before).objects.valid().filter(item=before.item_id, user=before.user_id, pk__gt=before.pk)
    newest = later.filter(codebook=before.codebook_id).order_by("-pk")
    return stored_already(newest, said, gone=Undone, other=Undone)
