"""What the worker does for rules in use: once answers have come in, their rows are brought in line by themselves, and
where the posterior is below the lead's wish the queue asks one more person."""

from django.utils import timezone

from annotation.joined.asking import REST, ask, is_out_of_date
from annotation.models import Joining


def join_new_answers() -> int:
    """Returns for how many projects rows are brought in line anew: each once a minute at most."""
    rested = Joining.objects.filter(state=Joining.State.USED, applied_at__lt=timezone.now() - REST)
    due = [joining for joining in rested.select_related("project") if is_out_of_date(joining)]
    for joining in due:
        ask(joining)
    return len(due)
