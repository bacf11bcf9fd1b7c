"""Why a run that should move does not, and which runs come before it."""

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from generation.jobs import RING_AGAIN
from generation.models import Claim, Job, Run
from generation.models.run import MOVING
from generation.runs.frames.runs import WORK

COMES_WITHIN = 2 * RING_AGAIN  # the bell rings, and once more: by then a worker with a free place has come


def standstill(run: Run) -> str:
    """Why a run that should move does not; "" while a worker is heard of, begins, or may yet come at the first bell."""
    if run.state not in MOVING:
        return ""
    now, until = timezone.now(), run.claims.aggregate(until=Max("until"))["until"]
    jobs = Job.objects.filter(task=WORK, key__startswith=f"{run.pk}/", state=Job.State.OPEN)
    found = jobs.aggregate(at=Min("lease_until", filter=Q(lease_until__gt=now)), rung=Max("created_at"))
    again, rung = found["at"], found["rung"]
    if until is None:
        coming = again or (rung and now - rung < COMES_WITHIN)
        if coming:
            return ""
        return " ".join(filter(None, (gettext("It waits for a worker that has a free place."), place_in_line(run))))
    if until > now:
        return ""
    silent = {"n": int((now - until + Claim.LEASE).total_seconds())}
    if again is None:
        text = gettext(
            "Its worker has not been heard of for %(n)d seconds. The next one that has a free place takes its calls "
            "over."
        )
        return text % silent
    text = gettext("Its worker has not been heard of for %(n)d seconds. Its calls are taken over at %(time)s.")
    return text % (silent | {"time": date_format(timezone.localtime(again), "H:i:s")})


def place_in_line(run: Run) -> str:
    """Which runs, of any project, come before one that nobody works on; "" where none does. Places that come free are
    taken in the order in which runs asked for one."""
    now = timezone.now()
    jobs = Job.objects.filter(task=WORK, state=Job.State.OPEN).order_by("pk").values_list("key", "lease_until")
    asked = [(int(key.split("/")[0]), until is not None and until > now) for key, until in jobs]
    held = {number for number, is_held in asked if is_held}
    line = list(dict.fromkeys(number for number, _is_held in asked if number not in held))
    if run.pk not in line or (line[0] == run.pk and not held):
        return ""
    place = gettext("It is number %(place)d in line.") % {"place": line.index(run.pk) + 1}
    if not held:
        return place
    return ngettext("%(n)d run is under way.", "%(n)d runs are under way.", len(held)) % {"n": len(held)} + " " + place
