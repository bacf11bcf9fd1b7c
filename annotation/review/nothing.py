"""Why a person has nothing to answer now."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.queue.frames import is_day_done, policy_of
from annotation.queue.refusals import DayIsDone
from annotation.review.frames import flags_waiting, why_empty
from generation.models import Project


def why_nothing(project: Project, user) -> dict:
    """Their day is done, or the queue has nothing for them: {icon, title, text, url_name, action}. What they flagged is
    not forgotten."""
    told = _why(project, user)
    flagged = flags_waiting(user, project)
    return told | {"text": f"{told['text']} {_of_flags(flagged)}"} if flagged else told


def _why(project: Project, user) -> dict:
    policy = policy_of(project)
    if is_day_done(policy, user, held=0):
        return {"icon": "circle-check", "title": _("That is all for today"), "text": str(DayIsDone(policy.daily_cap))}
    return why_empty(project)


def _of_flags(n: int) -> str:
    text = ngettext(
        "%(n)d item that you flagged waits for a lead, who decides it or sends it back to the queue.",
        "%(n)d items that you flagged wait for a lead, who decides them or sends them back to the queue.",
        n,
    )
    return text % {"n": n}
