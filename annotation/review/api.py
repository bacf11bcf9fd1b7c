"""The rules of review by REST, and what a person may be told of an item before and after their answer."""

from dataclasses import asdict

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from annotation.certificate.asking import enqueue_freeze
from annotation.models import Afterwards, Annotation, DoneWhen, Part, ReviewPolicy, Suggestion
from annotation.queue.actions.crews import MOST_RULES, MOST_SKILLS, Rule, rules_of, set_rules, set_skills
from annotation.queue.actions.look import look
from annotation.queue.actions.undo import reveal
from annotation.queue.api import SuggestionOut, conflict
from annotation.queue.frames import as_asked, assignment_for, machine_answer, policy_of, spec_of
from annotation.reports import as_answer, show
from annotation.review.actions import set_policy, two_people_revise
from annotation.review.mix import mix_under
from annotation.review.policy_form import policy_errors
from generation.access import project_for
from generation.models import Membership, Role

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
    gold_least: float = Field(0.7, description="of a person's checks, ought to be right: 0.01 to 0.99")
    gold_feedback: bool = True
    batches: bool = Field(False, description="whether people may answer similar items together")
    daily_cap: int = Field(0, description="answers a person and day; 0 for no limit")
    lease_minutes: int = Field(30, description="1 to 1440")


class PolicyOut(PolicyIn):
    of_100: dict[str, int] = Field(description="Of 100 items that people are given, how many come from which stream.")


class TwoPeopleOut(Schema):
    policy: PolicyOut
    added: list[str] = Field(description="The questions that were added to the draft of the codebook.")
    draft: int | None = Field(description="The version that waits to be published; null where none does.")


class RuleIO(Schema):
    model_config = ConfigDict(extra="forbid")

    part: Part
    key: str = Field("", max_length=80, description="of the metadata, the field or the condition; none of a label")
    value: str = Field(max_length=200)
    skill: str = Field("", max_length=40)
    people: list[str] = Field([], max_length=100, description="user names")


class RulesIO(Schema):
    model_config = ConfigDict(extra="forbid")

    rules: list[RuleIO] = Field(max_length=MOST_RULES)


class SkillsIO(Schema):
    model_config = ConfigDict(extra="forbid")

    skills: list[str] = Field(max_length=MOST_SKILLS)


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


@router.post("projects/{slug}/policy/two-people", response=TwoPeopleOut)
def post_two_people(request: HttpRequest, slug: str):
    """Let two people revise each item.

    WANLI's review in one step: every new item goes to two people who each label, revise or discard it, and one
    person's version is kept (`done_when` `merge`). Questions that the codebook lacks for it go into its draft; people
    are asked them once it is published.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    done = two_people_revise(project=project, lead=request.user)
    return {"policy": _told(done.policy), "added": done.added, "draft": done.draft and done.draft.number}


@router.get("projects/{slug}/assignment", response=RulesIO)
def get_assignment(request: HttpRequest, slug: str):
    """Read who is given which items.

    For leads. The first rule that matches an item counts; what none matches goes to everybody.
    """
    return {"rules": [asdict(rule) for rule in rules_of(project_for(request.user, slug, role=Role.LEAD))]}


@router.put("projects/{slug}/assignment", response=RulesIO)
def put_assignment(request: HttpRequest, slug: str, body: RulesIO):
    """Set who is given which items.

    All rules at once, in their order. Items that are there follow within seconds; what somebody holds stays theirs.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    rules = [Rule(rule.part, rule.key, rule.value, rule.skill, tuple(sorted(set(rule.people)))) for rule in body.rules]
    set_rules(project=project, rules=rules, lead=request.user)
    return {"rules": [asdict(rule) for rule in rules_of(project)]}


@router.put("projects/{slug}/members/{username}/skills", response=SkillsIO)
def put_skills(request: HttpRequest, slug: str, username: str, body: SkillsIO):
    """Set a member's skills.

    Words of your choice that the rules of assignment go by; all of them at once.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    members = Membership.objects.filter(project=project, user__username=username).select_related("user", "project")
    if (membership := members.first()) is None:
        raise Http404(_("There is no such member."))
    return {"skills": set_skills(membership=membership, words=body.skills, lead=request.user)}


@router.get("projects/{slug}/gold", response=dict)
def get_gold(request: HttpRequest, slug: str):
    """Read how people did on gold checks.

    For leads: `people` by name, of so many checks (`n`) so many right (`count`), with Wilson's 95 % interval; `missed`:
    the items that most people got wrong.
    """
    return as_answer(show(project_for(request.user, slug, role=Role.LEAD), "gold"))


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
    sample = annotation.item.sample
    return {"suggestion": as_asked(machine_answer(sample), spec_of(annotation.codebook_id), sample)}


def _told(policy: ReviewPolicy) -> dict:
    named = {name: getattr(policy, name) for name in PolicyIn.model_fields}
    return {**named, "of_100": mix_under(policy).counts}
