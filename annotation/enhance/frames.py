"""What is read of enhancements: their list, what labels hold without them, examples."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from annotation.models import Enhancement
from generation.models import LabelSource, MachineLabel, Project, Sample
from generation.models.machine import ENHANCED, STUDENT

EXAMPLES = 5


def enhancements_of(project: Project) -> QuerySet[Enhancement]:
    beside = ("created_by", "codebook", "withheld", "run__endpoint", "run__second")
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


def examples(enhancement: Enhancement, silent: Collection[int]) -> dict[str, list[dict]]:
    """Rows on both sides: labels that change, the surest and the least sure, and labels that stay."""
    labels = labels_of(enhancement).exclude(sample__in=silent).select_related("sample")
    surest = list(labels[:EXAMPLES])
    seen = [label.pk for label in surest]
    unsure = list(labels.exclude(pk__in=seen).order_by("probability", "id")[:EXAMPLES])
    changes = MachineLabel.objects.filter(sample=OuterRef("pk"), source=enhancement.source)
    rows = Sample.objects.filter(project=enhancement.project_id, label_source=LabelSource.MACHINE)
    stay = list(rows.filter(~Exists(changes)).exclude(pk__in=silent).order_by("-pk")[:EXAMPLES])
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
