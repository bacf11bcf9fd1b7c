"""The newest texts of a run, as its page and the comparison show them."""

from collections.abc import Collection, Sequence

from generation.models import PlannedRow, Project, Run
from generation.silence import silent_of
from generation.talks import in_short, talks_of


def newest(run: Run, count: int = 8) -> list[dict]:
    """The last texts that were accepted; before there are any, the last that wait for it, or for a choice."""
    states = PlannedRow.State
    rows = run.rows.filter(round__gt=0).select_related("source").prefetch_related("samples")
    rows = rows.order_by("-round", "-index")
    waiting = (states.ANSWERED, states.HELD)
    shown = list(rows.filter(state=states.ACCEPTED)[:count]) or list(rows.filter(state__in=waiting)[:count])
    talks = talks_of(run.codebook.fields)
    return [_shown(row, talks) for row in shown]


def _shown(row: PlannedRow, talks: Collection[str]) -> dict:
    """A row by its first candidate that became a sample, or its first one while none has."""
    made = min(row.samples.all(), key=lambda sample: sample.place, default=None)
    candidate = next(iter(row.candidates[made.place if made else 0 :]), {})
    fields = candidate.get("fields") or (row.source.fields if row.source else {})
    return {
        "text": in_short(fields, talks, between=" — ", most=400),
        "label": ", ".join(label["label"] for label in candidate.get("labels", [])),
        "sample": made or row.source,
        "simulated": candidate.get("simulated", False),
    }


def hush(rows: Sequence[dict], user, project: Project) -> None:
    """Take the labels from rows that this person is being asked about without knowing one; `silent` says which."""
    known = {row["sample"].pk for row in rows if row["sample"]}
    silent = silent_of(user, project, known)
    for row in rows:
        row["silent"] = bool(row["sample"]) and row["sample"].pk in silent
        row["label"] = "" if row["silent"] else row["label"]
