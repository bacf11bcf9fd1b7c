"""What the worker does for figures: those that leads live by follow the answers, whether anybody looks or not."""

import time

from django.db.models import Exists, OuterRef

from annotation import reports
from annotation.models import Annotation, Report
from generation.models import Codebook, Event, Project

EVERY_S = 5.0
PROJECTS = 50  # looked at by one sweep; the next one goes on
NEWS = (Annotation, Event)

_looked = {"at": float("-inf")}
_last_seen = dict.fromkeys(NEWS, 0)
_behind: set[int] = set()  # projects whose figures may lack something


def follow_answers() -> int:
    """Ask for newer figures of the home, of Compare, Agreement and Models against people where something came since.
    Returns how many projects are behind.

    Where nothing came this costs a look at two last ids. Figures that nobody ever looked at are not made.
    """
    now = time.monotonic()
    if now - _looked["at"] < EVERY_S:
        return 0
    _looked["at"] = now
    _behind.update(_with_news())
    for project in Project.objects.filter(pk__in=sorted(_behind)[:PROJECTS]):
        if not _is_behind(project):
            _behind.discard(project.pk)
    return len(_behind)


def _with_news() -> set[int]:
    found: set[int] = set()
    for model in NEWS:
        last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if last > _last_seen[model]:
            newer = model.objects.filter(project=OuterRef("pk"), pk__gt=_last_seen[model])
            found |= set(Project.objects.filter(Exists(newer)).values_list("pk", flat=True))
            _last_seen[model] = last
    return found


def _is_behind(project: Project) -> bool:
    """Asks for what is due; what cannot be made waits for somebody to look at it."""
    shown = [reports.show(project, kind, rest=reports.unasked, **args) for kind, args in _followed(project).items()]
    return not all(one.holds or one.error for one in shown)


def _followed(project: Project) -> dict[str, dict]:
    in_force = Codebook.objects.published().filter(project=project).order_by("-number")
    number = in_force.values_list("number", flat=True).first()
    kinds = {"dashboard": {}, "agreement": {}, "judges": {}, f"compare-{number}": {"codebook": number}}
    there = Report.objects.filter(project=project, kind__in=kinds).order_by().values_list("kind", flat=True)
    return {kind: kinds[kind] for kind in sorted(set(there))}
