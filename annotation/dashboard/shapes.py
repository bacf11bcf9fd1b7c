"""From the stored numbers to what charts take."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.models import Item
from generation.models import Origin, Project
from synthlab.drawing import words


def funnel(project: Project, samples: dict) -> list[dict]:
    """From all texts to the ones that carry a label of people; each step is a part of the one before. One that an
    older report did not count, or that its reader is not told, is left out."""
    url = reverse("annotation:sample-list", args=[project.slug])
    kept = samples["total"] - samples["rejected"]
    rows = [
        {"label": _("Samples"), "count": samples["total"], "note": _origins(samples["origins"]), "url": url},
        {"label": _("Accepted"), "count": kept, "note": _rejected(samples["rejected"])},
        {"label": _("Labelled"), "count": samples.get("labelled"), "note": _("by a model, by people or as brought in")},
        {"label": _("Looked at by people"), "count": samples.get("seen"), "note": _("or with a reference")},
        {"label": _("With a label of people"), "count": samples.get("resolved"), "note": _("or with a reference")},
    ]
    return [row for row in rows if row["count"] is not None]


def _origins(origins: dict[str, int]) -> str:
    names = dict(Origin.choices)
    return " · ".join(f"{names[origin]} {words(count, 'count')}" for origin, count in origins.items())


def _rejected(count: int) -> str:
    return ngettext("%(n)s was rejected", "%(n)s were rejected", count) % {"n": words(count, "count")} if count else ""


def queue(states: dict[str, int]) -> list[dict]:
    return [{"label": name, "value": states[state]} for state, name in Item.State.choices if states.get(state)]


def labels(counts: dict[str, int], shown: int = 12) -> list[dict]:
    """The most frequent labels, the rest in one bar."""
    rows = [{"label": label, "value": count} for label, count in list(counts.items())[:shown]]
    rest = sum(list(counts.values())[shown:])
    return rows + ([{"label": _("all others"), "value": rest}] if rest else [])
