"""Taking away what a routing that was cut off had begun."""

from django.utils import timezone

from annotation.enhance.asking import forget_labels
from annotation.models import Routing
from annotation.selections.actions import ask_in_turn


def give_up(routing: Routing, error: str) -> None:
    """End one that could not be carried out, and take away what it had begun; one that is done stays as it is."""
    running = Routing.objects.filter(pk=routing.pk, state=Routing.State.RUNNING)
    if running.exists():
        forget_parts(Routing.objects.get(pk=routing.pk))
        running.update(state=Routing.State.FAILED, error=error, finished_at=timezone.now())


def forget_parts(routing: Routing) -> None:
    """Take away what a try that was cut off had begun: it noted its parts before it filled them."""
    if routing.labels:
        forget_labels(routing.labels)
    if routing.people and routing.people.asked_at:
        ask_in_turn(selection=routing.people, by=routing.created_by)
    for name in ("people", "again", "labels"):
        if part := getattr(routing, name):
            part.delete()
            setattr(routing, name, None)
