"""What a codebook means for the rows that are there, and which numbers its rules have had."""

from django.db.models import Count
from django.utils.translation import ngettext

from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Project, Rule, Sample

MOST = 5


def rows_left_behind(project: Project, spec: TaskSpec) -> list[str]:
    """A sentence for each label that rows carry and that this specification no longer has, the most frequent first.

    Only labels that the version in force has are looked for: without a change here nothing is counted.
    """
    current = Codebook.objects.current(project)
    before = current.judged_question if current else None
    if before is None or not spec.questions:
        return []
    known = {label.name for label in spec.judged.labels} if spec.judged else set()
    gone = [label.name for label in before.labels.all() if label.name not in known]
    if not gone:
        return []
    rows = Sample.objects.filter(project=project, current_label__in=gone).order_by()
    counts = rows.values_list("current_label").annotate(n=Count("pk")).order_by("-n", "current_label")
    return [_told(label, n) for label, n in counts[:MOST]]


def published_rule_ids(project: Project) -> list[str]:
    published = Rule.objects.filter(codebook__project=project, codebook__published_at__isnull=False)
    return list(published.values_list("key", flat=True).distinct())


def _told(label: str, n: int) -> str:
    text = ngettext(
        "%(n)s row carries “%(label)s”, which this version does not have: it stays out of dataset versions until it "
        "has another label.",
        "%(n)s rows carry “%(label)s”, which this version does not have: they stay out of dataset versions until they "
        "have another label.",
        n,
    )
    return text % {"n": f"{n:,}", "label": label}
