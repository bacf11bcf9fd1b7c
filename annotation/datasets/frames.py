"""What pages and endpoints read of versions. Rows are frozen, so whatever is computed from them holds for ever."""

from collections.abc import Iterator

import orjson
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from annotation import reports
from annotation.models import DatasetVersion, Row
from generation.models import Project, Sample
from generation.talks import in_short, talks_in

CHUNK = 2000
SHOWN = 100


def versions_of(project: Project) -> QuerySet[DatasetVersion]:
    return DatasetVersion.objects.filter(project=project).select_related("codebook", "created_by")


def version_for(project: Project, number: int) -> DatasetVersion:
    version = versions_of(project).filter(number=number).first()
    if version is None:
        raise Http404(_("There is no version %(number)s.") % {"number": number})
    version.project = project
    return version


def lines(version: DatasetVersion) -> Iterator[str]:
    """The canonical JSON lines in their order; memory holds one chunk."""
    last = -1
    rows = Row.objects.filter(version=version).order_by("position").values_list("position", "payload")
    while chunk := list(rows.filter(position__gt=last)[:CHUNK]):
        for last, payload in chunk:  # noqa: B007 - the last position of the chunk is where the next one begins
            yield payload


def records(version: DatasetVersion) -> Iterator[dict]:
    return map(orjson.loads, lines(version))


def diff(old: DatasetVersion, new: DatasetVersion) -> reports.Shown:
    """What changed from one version to the other. The worker compares a pair once: neither ever changes."""
    kind = f"diff-{old.number}-{new.number}"
    return reports.show(new.project, kind, lasting=True, old=old.number, new=new.number)


def diff_report(project: Project, args: dict) -> dict:
    """Rows added, removed and relabelled: counts and the first hundred of each."""
    old, new = version_for(project, args["old"]), version_for(project, args["new"])
    changed = Row.objects.filter(version=new).annotate(before=_label_in(old)).exclude(before=None)
    changed = changed.exclude(before=F("label"))
    return {
        "added": _shown(_missing_in(old, new)),
        "removed": _shown(_missing_in(new, old)),
        "relabelled": _shown(changed, "before"),
    }


def with_speakers(project: Project, parts: dict) -> dict:
    """What changed, with dialogues by their speakers in the language of the page: the stored report knows none."""
    talks = talks_in(project)
    rows = [row for part in parts.values() for row in part["rows"]] if talks else []
    fields = dict(Sample.objects.filter(pk__in=[row["sample"] for row in rows]).values_list("pk", "fields"))
    for row in rows:
        row["text"] = in_short(fields.get(row["sample"], {}), talks)
    return parts


def _missing_in(other: DatasetVersion, version: DatasetVersion) -> QuerySet[Row]:
    return Row.objects.filter(~Exists(Row.objects.filter(version=other, sample=OuterRef("sample"))), version=version)


def _label_in(version: DatasetVersion) -> Subquery:
    return Subquery(Row.objects.filter(version=version, sample=OuterRef("sample")).values("label")[:1])


def _shown(rows: QuerySet[Row], *more: str) -> dict:
    first = rows.order_by("position").values("sample_id", "label", "sample__fields", *more)[:SHOWN]
    return {
        "count": rows.count(),
        "rows": [
            {
                "sample": row["sample_id"],
                "label": row["label"],
                **({"before": row["before"]} if "before" in row else {}),
                "text": " · ".join(str(value) for value in row["sample__fields"].values())[:300],
            }
            for row in first
        ],
    }
