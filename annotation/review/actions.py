"""What review changes beyond the queue: the policy, and the items that a person's page keeps at hand."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Afterwards, Annotation, Assignment, DoneWhen, ReviewPolicy, Suggestion
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.renew import renew
from annotation.queue.actions.undo import reveal
from annotation.queue.frames import held_by, policy_of
from annotation.queue.refusals import DayIsDone
from annotation.review.policy_form import policy_errors
from annotation.review.two_people import with_questions
from generation.audit import record
from generation.codebooks.actions import save_draft
from generation.models import Codebook, Project

#: One on the screen and the next behind it, so that it is there at once.
AT_HAND = 2
#: What the rules are not.
KEYS = ("id", "project")


def items_at_hand(*, project: Project, user) -> list[Assignment]:
    """What the person holds, filled up to two; what they hold already comes first."""
    held = list(held_by(user, project).filter(batch=""))  # items alike have a page of their own
    while len(held) < AT_HAND:
        try:
            assignment = hand_out(project=project, user=user)
        except DayIsDone:  # said where the next item would stand; what they hold they may still answer
            break
        if assignment is None:
            break
        held.append(assignment)
    return held


def items_by(codebook_id: int | None, *, project: Project, user) -> list[Assignment]:
    """The same where the page begins anew: nothing of it is on the screen, so all of it goes by the one codebook."""
    held = items_at_hand(project=project, user=user)
    if any(assignment.codebook_id != codebook_id for assignment in held):
        return renew(project=project, held=held)
    return held


def told_where_always(annotation: Annotation) -> Annotation:
    """Where the lead wants it, a person sees what the model said as soon as they have answered; the answer stands."""
    if annotation.revealed_at or not annotation.blind:
        return annotation
    always = policy_of(annotation.project).reveal_after == Afterwards.ALWAYS
    return reveal(annotation=annotation) if always else annotation


@transaction.atomic
def set_policy(*, policy: ReviewPolicy, lead) -> ReviewPolicy:
    before = policy_of(policy.project)
    policy.save()
    now = {field.name: getattr(policy, field.name) for field in policy._meta.fields if field.name not in KEYS}
    changed = {name: value for name, value in now.items() if value != getattr(before, name)}
    record(actor=lead, verb="review.policy", project=policy.project, **changed)
    return policy


@dataclass(frozen=True)
class TwoPeople:
    """The rules as they are now, the questions that were added, and the draft that waits to be published, if any."""

    policy: ReviewPolicy
    added: list[str]
    draft: Codebook | None


@transaction.atomic
def two_people_revise(*, project: Project, lead) -> TwoPeople:
    """Every new item goes to two people who do not know of each other; what holds is one's version (DoneWhen.MERGE).

    Questions that the codebook lacks go into its draft: one for each text that can be revised, and one that discards.
    People are asked them once a lead has published it. Audit and gold checks stay as they are.
    """
    newest = Codebook.objects.filter(project=project).with_parts().order_by("-number").first()
    if newest is None:
        raise ValidationError(_("Write the codebook first."))
    policy = policy_of(project)
    policy.overlap_share, policy.overlap_people, policy.done_when = 1.0, 2, DoneWhen.MERGE
    policy.suggestion = Suggestion.HIDDEN
    policy_errors(policy)
    set_policy(policy=policy, lead=lead)
    spec, added = with_questions(newest.as_spec())
    if added:
        note = "" if newest.is_published else newest.note
        newest = save_draft(project=project, spec=spec, author=lead or newest.created_by, note=note)
    return TwoPeople(policy, added, None if newest.is_published else newest)
