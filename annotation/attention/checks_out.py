"""Which gold items a lead took out of the checks, read as it stands; for leads."""

from annotation.models import RetiredCheck
from generation.models import Project

MOST = 200


def retired(project: Project) -> list[dict]:
    """{sample, counts, by, at} of those that stand, the newest first."""
    standing = RetiredCheck.objects.standing().filter(item__project=project).order_by("-pk")
    return [as_told(one) for one in standing.select_related("item", "created_by")[:MOST]]


def as_told(one: RetiredCheck) -> dict:
    told = {"sample": one.item.sample_id, "counts": one.counts}
    return told | {"by": one.created_by.get_username(), "at": one.created_at}
