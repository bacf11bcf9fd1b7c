"""Whether models agree with people as they did before: over time, from model to model, from version to version."""

from dataclasses import asdict

import pandas as pd

from annotation.methods.judges.changes import changes, periods
from generation.models.machine import STUDENT

LEAST_SPAN = pd.Timedelta(hours=1)  # labels given within an hour, such as those of a file, have no order in time
LABELLED, ANSWERED = "labelled", "answered"


def over_time(both: pd.DataFrame) -> dict:
    """One model, period by period: by when it labelled, or where it did all at once by when people answered."""
    said_at, by = pd.to_datetime(both["said_at"], utc=True), LABELLED
    if both.empty or said_at.max() - said_at.min() < LEAST_SPAN:
        said_at, by = pd.to_datetime(both["at"], utc=True), ANSWERED
    part = periods(said_at)
    table = pd.DataFrame({"part": part, "equal": both["said"] == both["model"]})
    ends = said_at.groupby(part).max()
    found = changes(table, sorted(ends.index))
    return {"by": by, "parts": [_told(one) | {"until": ends[one.name].isoformat()} for one in found]}


def pooled(people: pd.DataFrame, said: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """(item, name, said_at, equal): all language models, each item once a model, by its first label. `people`: first
    blind answers to items drawn at random."""
    labels = [table for source, table in said.items() if source != STUDENT and len(table)]
    if not labels:
        return pd.DataFrame(columns=["item", "name", "said_at", "equal"])
    both = people.merge(pd.concat(labels), on="sample").drop_duplicates(["item", "name"])
    return both.assign(equal=both["said"] == both["model"])[["item", "name", "said_at", "equal"]]


def by_model(table: pd.DataFrame) -> list[dict]:
    """In the order in which they began to label; nothing where there is one."""
    order = table.groupby("name")["said_at"].min().sort_values(kind="stable").index.tolist() if len(table) else []
    if len(order) < 2:
        return []
    return [_told(one) for one in changes(table.rename(columns={"name": "part"}), order)]


def by_version(tables: dict[int, pd.DataFrame]) -> list[dict]:
    """Each model that labelled by several versions of the codebook, version by version. `tables`: number -> pooled."""
    whole = pd.concat([table.assign(part=number) for number, table in tables.items()]) if tables else pd.DataFrame()
    if whole.empty:
        return []
    found = []
    for name, table in whole.groupby("name"):
        if table["part"].nunique() > 1:
            found.append({"model": name, "parts": [_told(one) for one in changes(table, sorted(tables))]})
    return found


def changed(codebook: dict) -> list[dict]:
    """What has changed lately, of the newest version of the codebook: where the last part differs from all before."""
    found = []
    for question in codebook["questions"]:
        series = [("time", one["source"], draw.get("drift", {}).get("parts", []))
                  for one in question["sources"] for draw in one["draws"]]  # fmt: skip
        series += [("model", "", question["models"])]
        series += [("version", one["model"], one["parts"]) for one in question["versions"]]
        found += [
            {"question": question["title"] or question["name"], "what": what, "of": of, **parts[-1]}
            for what, of, parts in series
            if parts and parts[-1]["has_changed"]
        ]
    return found


def _told(part) -> dict:
    told = asdict(part)
    return told | {"name": str(part.name)}
