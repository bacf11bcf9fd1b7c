"""From the stored report to what charts and tables take."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.agreement.words import BESIDE, COMPARED, OF, SCALES, SHARES
from annotation.agreement.words import NAMES as OF_KIND

NAMES = {
    "krippendorff_alpha": gettext_lazy("Krippendorff's alpha"),
    "gwet_ac1": gettext_lazy("Gwet's AC1"),
    "cohen_kappa": gettext_lazy("Cohen's kappa"),
    "fleiss_kappa": gettext_lazy("Fleiss' kappa"),
    "percent": gettext_lazy("Equal answers"),
}


def draws(question: dict) -> list[dict]:
    """What was drawn at random, then what the queue chose, each in words with its numbers.

    A report that an older version stored tells no draws; its page fills when the next one is counted.
    """
    return [
        {
            "of": _(OF[draw["drawn"]]),
            "coefficients": _coefficients(draw["coefficients"]),
            "by_kind": _by_kind(draw.get("by_kind", {})),
        }
        for draw in question.get("draws", [])
    ]


def _by_kind(given: dict) -> list[dict]:
    return [{"name": _(OF_KIND[key]), "percent": key in SHARES, **one} for key, one in given.items()]


def compared(question: dict) -> str:
    """What the coefficients of its kind compare; "" where answers are labels."""
    return _(COMPARED[question["kind"]]) if question.get("kind") in COMPARED else ""


def scale(question: dict) -> str:
    """How alpha takes answers that differ; a report of an older version took all as nominal."""
    return _(SCALES[question.get("scale", "nominal")])


def beside_model(question: dict) -> list[dict]:
    """Each share of answers where people and model say the same, with what it is `of`."""
    return [share | {"of": _(BESIDE[share["drawn"]])} for share in question.get("beside_model", [])]


def _coefficients(given: dict) -> list[dict]:
    """The one that is always allowed first; a report of an older version may lack one."""
    return [{"name": name, "percent": key == "percent", **given[key]} for key, name in NAMES.items() if key in given]


def over_time(periods: list[dict]) -> list[dict]:
    """One series with its band; a period in which agreement is undefined leaves a gap."""
    ends = [timezone.localtime(datetime.fromisoformat(period["until"])) for period in periods]
    one_day = len({end.date() for end in ends}) == 1
    points = [
        {
            "x": number,
            "y": period["alpha"]["value"],
            "low": period["alpha"]["low"],
            "high": period["alpha"]["high"],
            "n": period["alpha"]["items"],
            "label": date_format(end, "TIME_FORMAT" if one_day else "SHORT_DATE_FORMAT"),
        }
        for number, (period, end) in enumerate(zip(periods, ends, strict=True))
        if period["alpha"]["value"] is not None
    ]
    return [{"name": _("Krippendorff's alpha"), "points": points}]


def gaps(periods: list[dict]) -> list[dict]:
    """The periods in which agreement is undefined, each with the reason: the chart leaves them out."""
    return [
        {"until": timezone.localtime(datetime.fromisoformat(period["until"])), "reason": period["alpha"]["reason"]}
        for period in periods
        if period["alpha"]["value"] is None
    ]


def by_label(question: dict) -> list[dict]:
    return [
        {"label": row["label"], "value": row["alpha"]["value"], "n": row["answers"], **_limits(row["alpha"])}
        for row in question["labels"]
    ]


def _limits(alpha: dict) -> dict:
    return {"low": alpha["low"], "high": alpha["high"]}
