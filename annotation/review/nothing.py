"""Why a person has nothing to answer now."""

from django.utils.translation import gettext as _

from annotation.queue.frames import is_day_done, policy_of
from annotation.queue.refusals import DayIsDone
from annotation.review.frames import why_empty
from generation.models import Project


def why_nothing(project: Project, user) -> dict:
    """Their day is done, or the queue has nothing for them: {icon, title, text, url_name, action}."""
    policy = policy_of(project)
    if is_day_done(policy, user, held=0):
        return {"icon": "circle-check", "title": _("That is all for today"), "text": str(DayIsDone(policy.daily_cap))}
    return why_empty(project)
