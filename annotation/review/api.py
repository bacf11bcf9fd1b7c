"""The rules of review by REST, and what a person may be told of an item before and after their answer."""

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from annotation.certificate.asking import enqueue_freeze
from annotation.models import Afterwards, Annotation, DoneWhen, ReviewPolicy, Suggestion
from annotation.queue.actions.look import look
from annotation.queue.actions.undo import reveal
from annotation.queue.api import Suggestion as SuggestionOut
from annotation.queue.api import conflict
from annotation.queue.frames import assignment_for, machine_answer, policy_of
from annotation.review.actions import set_policy
from annotation.review.mix import mix_of
from annotation.review.policy_form import policy_errors
from generation.access import project_for
from generation.models import Role

router = Router(tags=["review"])


class PolicyIn(Schema):
    model_config = ConfigDict(extra="forbid")

    suggestion: Suggestion = Field(Suggestion.SHOWN, description="when a person may see what a model suggests")
    suggestion_seconds: int = Field(10, description="1 to 600, for `delayed`")
    reveal_after: Afterwards = Field(Afterwards.ASKED, description="whether they learn it after their answer")
    audit_open: bool = False
    audit_share: float = Field(0.25, description="of new items, 0.01 to 1")
    overlap_share: float = Field(0.1, description="of new items, 0 to 1")
    overlap_people: int = Field(2, description="2 to 5")
    done_when: DoneWhen = Field(DoneWhen.MAJORITY, description="what settles an item that several people answer")
    gold_share: float = Field(0.0, description="of all that a person is given, 0 to 0.5")
    gold_feedback: bool = True
    daily_cap: int = Field(0, description="answers a person and day; 0 for no limit")
    lease_minutes: int = Field(30, description="1 to 1440")


class PolicyOut(PolicyIn):
    of_100: dict[str, int] = Field(description="Of 100 items that people are given, how many come from which stream.")


class LookOut(Schema):
    suggestion: SuggestionOut | None = Field(description="null where no model has labelled it")


@router.get("projects/{slug}/policy", response=PolicyOut)
def get_policy(request: HttpRequest, slug: str):
    """Read how the project is reviewed.

    For leads; the defaults where nobody has chosen anything.
    """
    return _told(policy_of(project_for(request.user, slug, role=Role.LEAD)))


@router.patch("projects/{slug}/policy", response=PolicyOut)
def patch_policy(request: HttpRequest, slug: str, body: PolicyIn):
    """Change how the project is reviewed.

    What is not named stays. Items that are out already keep what they were handed out by. Opening the audit freezes a
    snapshot where there is none.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    policy = policy_of(project)
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(policy, name, value)
    policy_errors(policy)
    with transaction.atomic():
        set_policy(policy=policy, lead=request.user)
        if policy.audit_open:
            enqueue_freeze(project)
    return _told(policy)


@router.post("projects/{slug}/queue/{lease}/look", response=LookOut)
def queue_look(request: HttpRequest, slug: str, lease: str):
    """Look at what a model suggests, before the answer.

    Where the policy lets people look (`asked`, `delayed`): the answer is recorded as not blind from then on. 409 where
    the item is answered without a look, or where it is too early.
    """
    assignment = assignment_for(request.user, project_for(request.user, slug, role=Role.ANNOTATOR), lease)
    with conflict():
        return {"suggestion": look(assignment=assignment)}


@router.post("projects/{slug}/annotations/{pk}/reveal", response=LookOut)
def annotation_reveal(request: HttpRequest, slug: str, pk: int):
    """Look at what a model said, after the answer.

    From then on the answer stands. 409 where the policy tells nobody, or the answer was taken back.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    mine = Annotation.objects.filter(project=project, user=request.user).select_related("item__sample")
    annotation = mine.filter(pk=pk).first()
    if annotation is None:
        raise Http404(_("You gave no such answer in this project."))
    annotation.project = project
    with conflict():
        reveal(annotation=annotation)
    return {"suggestion": machine_answer(annotation.item.sample)}


def _told(policy: ReviewPolicy) -> dict:
    named = {name: getattr(policy, name) for name in PolicyIn.model_fields}
    return {**named, "of_100": mix_of(policy).counts}
