"""From stored versions and previews to what charts and tables take."""

from django.utils.translation import gettext as _

from annotation.curation.filters import DROPPED
from annotation.methods.splits import SHARES
from annotation.models import DatasetVersion
from generation.methods.estimates import is_enough
from synthlab.drawing import words


def label_table(label_splits: list[list]) -> dict:
    """Labels by parts: [[label, part, rows]] as rows of a table with a total."""
    parts = [part for part in SHARES if any(row[1] == part for row in label_splits)]
    counts = {(label, part): rows for label, part, rows in label_splits}
    labels = sorted({row[0] for row in label_splits})
    rows = [{"label": label, "counts": [counts.get((label, part), 0) for part in parts]} for label in labels]
    for row in rows:
        row["total"] = sum(row["counts"])
    return {"parts": parts, "rows": sorted(rows, key=lambda row: -row["total"])}


def label_bars(table: dict) -> list[dict]:
    return [{"label": row["label"], "value": row["total"]} for row in table["rows"]]


def dropped(counts: dict[str, int]) -> list[dict]:
    return [{"reason": text, "rows": counts[name]} for name, text in DROPPED.items() if counts.get(name)]


def quality_over_versions(versions: list[DatasetVersion]) -> dict:
    """A chart's series each for right labels as estimated and for the student's accuracy; empty where none is known.

    `covered` says of how many of the rows before the filters the newest version's estimate speaks.
    """
    names = {"estimate": _("Right labels"), "student_audit": _("Accuracy of the student")}
    series = {key: {"name": name, "points": _points(versions, key)} for key, name in names.items()}
    drawn = {key: [one] for key, one in series.items() if one["points"]}
    return drawn | ({"covered": _covered(versions)} if "estimate" in drawn else {})


def _covered(versions: list[DatasetVersion]) -> str:
    newest = max(_known(versions, "estimate"), key=lambda version: version.number)
    counts = {name: words(newest.card["estimate"].get(name), "count") for name in ("population", "rows")}
    counts["number"] = newest.number
    return _("%(population)s of all %(rows)s labelled rows that v%(number)s was chosen from") % counts


def _known(versions: list[DatasetVersion], key: str) -> list[DatasetVersion]:
    """Those whose share stands on enough rows to be drawn."""
    return [version for version in versions if is_enough(version.card.get(key))]


def _points(versions: list[DatasetVersion], key: str) -> list[dict]:
    return [
        {"x": version.number, "y": version.card[key]["value"], "label": f"v{version.number}"}
        | {limit: version.card[key].get(limit) for limit in ("low", "high", "n")}
        for version in sorted(_known(versions, key), key=lambda version: version.number)
    ]
