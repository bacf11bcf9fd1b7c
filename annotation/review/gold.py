"""How people did on gold checks: counted by the worker, stored as a report."""

from dataclasses import asdict

from django.db.models import Count, F, Q

from annotation.models import Annotation, Item, RetiredCheck, Stream
from generation.methods.estimates import wilson
from generation.models import Project

MOST_PEOPLE, MOST_MISSED = 500, 20
RIGHT = Q(label=F("item__sample__reference"))


def gold_report(project: Project, args: dict) -> dict:
    """`people`, by name: of so many checks so many right, with Wilson's 95 % interval. `missed`: the items that most
    people got wrong, for there the reference or the codebook may be what is wrong.

    Items that a flag, a contradiction or a lead's word has put in doubt count for nobody, nor do answers taken back.
    """
    checks = Annotation.objects.valid().filter(project=project, stream=Stream.GOLD, item__state=Item.State.GOLD)
    checks = checks.exclude(item__in=RetiredCheck.objects.void().values("item"))
    counts = {"asked": Count("pk"), "right": Count("pk", filter=RIGHT)}
    people = checks.values(name=F("user__username")).annotate(**counts).order_by("name")
    items = checks.values(sample=F("item__sample"), reference=F("item__sample__reference")).annotate(**counts)
    missed = items.filter(asked__gt=F("right")).order_by(F("right") - F("asked"), "sample")
    return {
        "people": [{"name": one["name"], **_share(one)} for one in people[:MOST_PEOPLE]],
        "missed": [
            {"sample": one["sample"], "reference": one["reference"], **_share(one)} for one in missed[:MOST_MISSED]
        ],
        "all": _share(checks.aggregate(**counts)),
    }


def _share(counts: dict) -> dict:
    """The share of right answers: {value, low, high, count, n}."""
    share = asdict(wilson(counts["right"], counts["asked"]))
    return {name: share[name] for name in ("value", "low", "high", "count", "n")}
