"""How much a person may answer in a day."""

from annotation.models import ReviewPolicy
from annotation.queue.frames import is_day_done
from annotation.queue.refusals import DayIsDone


def check_day(policy: ReviewPolicy, user, held: int) -> None:
    if is_day_done(policy, user, held):
        raise DayIsDone(policy.daily_cap)
