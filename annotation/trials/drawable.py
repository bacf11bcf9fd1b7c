"""What could be drawn now, told on a page: of the newest answers alone, so that it costs no more with more of them."""

from annotation.models import Annotation
from annotation.trials.frames import answered_items, used_items
from generation.models import Codebook, Project

NEWEST = 5_000  # answers that are looked at; both halves together take two thousand items


def drawable(project: Project, codebook: Codebook) -> dict[str, int]:
    """How many items have a settled blind answer, and how many of these no try has used (`fresh`), several people or a
    lead settled (`adjudicated`), the audit drew (`at_random`).

    `newest`: of so many answers, the newest; 0 where these are all there are. A draw looks at more (frames.py: MOST).
    """
    ids = Annotation.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True)
    last = list(ids[NEWEST - 1 : NEWEST + 1])
    is_cut = len(last) > 1
    answered = answered_items(project, codebook, since=last[0] if is_cut else None)
    return {
        "answered": len(answered),
        "fresh": len(answered.keys() - used_items(project)) if answered else 0,
        "adjudicated": sum(one.adjudicated for one in answered.values()),
        "at_random": sum(one.at_random for one in answered.values()),
        "newest": NEWEST if is_cut else 0,
    }
