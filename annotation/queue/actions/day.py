"""How much a person may answer in a day. Days begin at midnight of the server's time zone (TIME_ZONE), as in the line
above the items that counts a person's answers of today."""

from datetime import datetime

from django.utils import timezone

from annotation.models import Annotation, ReviewPolicy
from annotation.queue.refusals import DayIsDone


def midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def is_day_done(policy: ReviewPolicy, user, held: int) -> bool:
    """Whether today's answers and what the person holds come to the cap. One look by index, at the cap's distance."""
    if not policy.daily_cap:
        return False
    left = policy.daily_cap - held
    if left <= 0:
        return True
    mine = Annotation.objects.valid().filter(user=user, project=policy.project_id).order_by("-id")
    at = mine.values_list("created_at", flat=True)[left - 1 : left].first()
    return at is not None and at >= midnight()


def check_day(policy: ReviewPolicy, user, held: int) -> None:
    if is_day_done(policy, user, held):
        raise DayIsDone(policy.daily_cap)
