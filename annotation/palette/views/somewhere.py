"""Which pages lead a person somewhere now: those whose work or whose rows are there. One statement for most of them."""

from django.db.models import Exists, OuterRef, QuerySet

from annotation.models import Item, Mention, TrialAnswer
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE
from annotation.queue.draft_turns import draft_waits
from annotation.queue.frames import policy_of, spec_of
from annotation.queue.together import together_refused
from generation.models import Codebook, Project, Run


def nowhere(user, project: Project) -> set[str]:
    """Names of the palette's pages (pages.py) that show this person nothing but that there is nothing."""
    rows = _rows(user)
    found = Project.objects.filter(pk=project.pk).values_list(*map(Exists, rows.values())).get()
    there = dict(zip(rows, found, strict=True)) | {
        "draft": draft_waits(user, project),
        "similar": _may_answer_together(project),
    }
    return {name for name, is_there in there.items() if not is_there}


def _rows(user) -> dict[str, QuerySet]:
    """What has to be there for a page; of some a second one."""
    of = OuterRef("pk")
    return {
        "mentions": Mention.objects.filter(project=of, user=user),
        "draft-answers": TrialAnswer.objects.filter(codebook__project=of, user=user),
        "flagged": Item.objects.filter(project=of, state=Item.State.FLAGGED),
        "doubts": Codebook.objects.published().filter(project=of).order_by("pk")[1:2],
        "compared-runs": Run.objects.filter(project=of).order_by("pk")[1:2],
    }


def _may_answer_together(project: Project) -> bool:
    policy = policy_of(project)
    in_force = CODEBOOK_IN_FORCE.first(project=project.pk) if policy.batches else None
    return in_force is not None and together_refused(policy, spec_of(in_force)) is None
