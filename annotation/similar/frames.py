"""What the page of similar items shows of what its person did last."""

from dataclasses import dataclass

from annotation.models import Annotation
from generation.models import Project


@dataclass(frozen=True)
class LastBatch:
    """The answers that a person gave together last, where that is the last thing they answered."""

    batch: str
    label: str
    count: int


def last_batch(user, project: Project) -> LastBatch | None:
    mine = Annotation.objects.filter(user=user, project=project).order_by("-id")
    newest = mine.values_list("assignment__batch", "label", "undone_at").first()
    if newest is None or not newest[0] or newest[2]:
        return None
    together = Annotation.objects.valid().filter(user=user, project=project, assignment__batch=newest[0])
    return LastBatch(newest[0], newest[1], together.count())
