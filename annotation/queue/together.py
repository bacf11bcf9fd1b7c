"""Whether items that are alike may be answered together, and those that a person holds so."""

from annotation.models import Assignment, DoneWhen, ReviewPolicy
from annotation.queue.frames import held_by
from annotation.queue.refusals import NotTogether, OtherQuestions, SeveralPeople
from generation.methods.taskspec import LABEL, TaskSpec
from generation.models import Project


def together_refused(policy: ReviewPolicy, spec: TaskSpec) -> NotTogether | None:
    """Why they are not, under these rules and this codebook; None where they are."""
    return together_impossible(policy, spec) if policy.batches else NotTogether()


def together_impossible(policy: ReviewPolicy, spec: TaskSpec) -> NotTogether | None:
    """Why nobody could be offered them, also where the lead offers them; None where people could."""
    if [question.type for question in spec.questions] != [LABEL]:
        return OtherQuestions()
    return SeveralPeople() if policy.overlap_share >= 1 or policy.done_when == DoneWhen.MERGE else None


def similar_held(user, project: Project, first: str = "") -> list[Assignment]:
    """The items alike that a person holds together: those of the batch `first`, else of the oldest one."""
    held = list(held_by(user, project).exclude(batch=""))
    wanted = {one.batch for one in held} & {first} or {one.batch for one in held[:1]}
    return [one for one in held if one.batch in wanted]


def batches_held(user, project: Project) -> list[str]:
    """All of them, by what they are called."""
    return list(held_by(user, project).exclude(batch="").order_by("batch").values_list("batch", flat=True).distinct())


def of_batch(user, project: Project, batch: str) -> list[Assignment]:
    """The leases of a batch of this person's, whatever became of them."""
    found = Assignment.objects.filter(project=project, user=user, batch=batch).exclude(batch="")
    mine = list(found.select_related("item__sample").order_by("pk"))
    for assignment in mine:
        assignment.project = assignment.item.project = project
    return mine
