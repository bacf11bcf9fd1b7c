"""What is read of enhancements: their list, what labels hold without them, examples."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from annotation.models import Enhancement
from generation.models import LabelSource, MachineLabel, Project, Sample
from generation.models.machine import ENHANCED, STUDENT

EXAMPLES = 5
KEPT = 25  # of each kind: some of them a reader may be asked about blind


def enhancements_of(project: Project) -> QuerySet[Enhancement]:
    beside = ("created_by", "codebook", "withheld", "doubted", "follows", "run__endpoint", "run__second")
    return Enhancement.objects.filter(project=project).select_related(*beside)


def enhancement_for(project: Project, pk: int) -> Enhancement:
    found = get_object_or_404(enhancements_of(project), pk=pk)
    found.project = project
    return found


def labels_of(enhancement: Enhancement) -> QuerySet[MachineLabel]:
    labels = MachineLabel.objects.filter(sample__project=enhancement.project_id, source=enhancement.source)
    return labels.order_by("-probability", "id")


def first_labels(ids: Collection[int], question: str, *, own: bool = True) -> dict[int, str]:
    """Sample -> the label of a model that holds; `own` False: as if no enhancement were in use."""
    said = MachineLabel.objects.standing().filter(sample__in=ids, question=question).exclude(source=STUDENT)
    if not own:
        said = said.exclude(source__startswith=ENHANCED)
    found: dict[int, str] = {}
    for sample, label in said.in_turn().values_list("sample", "label"):
        found.setdefault(sample, label)
    return found


def kept_examples(enhancement: Enhancement) -> dict[str, list[int]]:
    """Labels that change, the surest and the least sure, and rows whose label stays, by their ids.

    It sorts all that the enhancement proposes: for the worker, which keeps them for the page.
    """
    labels = labels_of(enhancement)
    changes = MachineLabel.objects.filter(sample=OuterRef("pk"), source=enhancement.source)
    rows = Sample.objects.filter(project=enhancement.project_id, label_source=LabelSource.MACHINE)
    found = {"surest": labels, "unsure": labels.order_by("probability", "id")}
    found["stay"] = rows.filter(~Exists(changes)).order_by("-pk")
    return {name: list(part.values_list("pk", flat=True)[:KEPT]) for name, part in found.items()}


def examples(enhancement: Enhancement, kept: dict[str, list[int]], silent: Collection[int]) -> dict[str, list[dict]]:
    """Rows on both sides, of those `kept`; without those that are `silent`."""
    labels = MachineLabel.objects.exclude(sample__in=silent).select_related("sample")
    changes = labels.in_bulk([*kept["surest"], *kept["unsure"]])
    surest = [changes[pk] for pk in kept["surest"] if pk in changes][:EXAMPLES]
    others = [changes[pk] for pk in kept["unsure"] if pk in changes and changes[pk] not in surest]
    unsure = others[:EXAMPLES]
    rows = Sample.objects.filter(label_source=LabelSource.MACHINE).exclude(pk__in=silent).in_bulk(kept["stay"])
    stay = [rows[pk] for pk in kept["stay"] if pk in rows][:EXAMPLES]
    changed = [label.sample_id for label in surest + unsure]
    given = first_labels([*changed, *(sample.pk for sample in stay)], enhancement.question, own=False)
    return {
        "surest": [_change(label, given) for label in surest],
        "unsure": [_change(label, given) for label in unsure],
        "stay": [{"sample": sample, "given": given.get(sample.pk, sample.current_label)} for sample in stay],
    }


def _change(label: MachineLabel, given: dict[int, str]) -> dict:
    return {
        "sample": label.sample,
        "given": given.get(label.sample_id, ""),
        "label": label.label,
        "probability": label.probability,
    }
