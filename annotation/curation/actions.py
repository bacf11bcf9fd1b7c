"""From rows that pass to the rows of a version: near-duplicates joined, parts assigned. Needs numpy: worker only."""

from collections import Counter

from annotation.curation.filters import Filters
from annotation.curation.near_duplicates import one_a_group
from annotation.curation.selection import Copy, Curated, Selection, select
from annotation.filters.applying import filtered
from annotation.methods.splits import SplitRow, assign_splits
from annotation.models import DatasetVersion, Row
from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.models import Codebook, Project


def curate(project: Project, filters: Filters, codebook: Codebook) -> Curated:
    """Select, join near-duplicates and split; the same data gives the same rows and parts on any machine."""
    selection, passed = select(project, filters, codebook), None
    if filters.filter_set:
        passed = filtered(project, filters.filter_set, selection.rows, codebook)
        selection = Selection(passed.rows, selection.dropped + Counter(filtered=len(passed.out)))
    groups = near_duplicate_groups([row.text for row in selection.rows])
    left_out: list[Copy] = []
    if filters.rule:
        selection, groups, left_out = one_a_group(project, selection, groups, filters.rule)
    parts = [
        SplitRow(row.sample, row.content_hash, int(group), row.label)
        for row, group in zip(selection.rows, groups, strict=True)
    ]
    return Curated(selection.rows, assign_splits(parts), selection.dropped, passed, left_out)


def preview(project: Project, args: dict) -> dict:
    """What a version with these filters would hold, as a stored report."""
    filters = Filters(**args["filters"])
    codebook = Codebook.objects.with_parts().get(project=project, number=args["codebook"])
    curated = curate(project, filters, codebook)
    labels = Counter((row.label, curated.splits[row.sample]) for row in curated.rows)
    return {
        "filters": filters.as_json(),
        "rows": len(curated.rows),
        "labels": [[label, split, count] for (label, split), count in sorted(labels.items())],
        "sources": dict(Counter(row.source for row in curated.rows)),
        "dropped": dict(curated.dropped),
        "codebook": codebook.number,
        "filter_set": curated.filtered.facts if curated.filtered else None,
        **_same_as(project, curated),
    }


def _same_as(project: Project, curated: Curated) -> dict:
    """The newest version and its codebook, where it holds these very rows with these labels."""
    ready = DatasetVersion.objects.filter(project=project, state=DatasetVersion.State.READY)
    newest = ready.select_related("codebook").first()
    if newest is None or newest.rows != len(curated.rows):
        return {"same_as": None}
    held = Row.objects.filter(version=newest).values_list("sample_id", "label", "source")
    now = {(row.sample, row.label, row.source) for row in curated.rows}
    if now != set(held):
        return {"same_as": None}
    return {"same_as": newest.number, "same_codebook": newest.codebook.number}
