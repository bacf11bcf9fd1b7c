"""Having a rule reckoned, putting it to use and taking it back: rows at once, a job does the work."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Annotation, Joining
from generation import audit, jobs
from generation.locks import lock_project
from generation.models import Codebook, Job, Project, QuestionType, User

TASK = "annotation.join"
RULE = ("method", "with_models", "confidence", "below", "most")
#: In force, or on its way there or back.
HOLDING = (Joining.State.APPLYING, Joining.State.USED, Joining.State.UNDOING)
#: Rows are brought in line at the earliest so long after the last time.
REST = timedelta(minutes=1)

#: Lines of the audit log that change what answers come to, besides new answers.
CHANGES = ("answer.undone", "answer.corrected", "item.undecided", "review.policy")

State = Joining.State


def in_use(project: Project) -> Joining | None:
    """The rule by which several answers are joined now; None: a majority settles them."""
    return Joining.objects.filter(project=project, state__in=HOLDING).first()


@transaction.atomic
def propose(*, project: Project, by: User | None, **rule) -> Joining:
    """Have it reckoned what a rule would change; nothing changes before it is put to use.

    `rule`: method, with_models, confidence, below, most; those not named are the usual ones. ValidationError names
    what is out of bounds, and where there is nothing to join.
    """
    lock_project(project.pk)
    _check(project)
    if strange := [name for name in rule if name not in RULE]:
        raise ValidationError(_("A rule has no “%(name)s”.") % {"name": strange[0]})
    made = Joining(project=project, created_by=by, **{name: value for name, value in rule.items() if value is not None})
    made.clean_fields(exclude=[field.name for field in Joining._meta.fields if field.name not in RULE])
    made.save()
    audit.record(actor=by, verb="joining.asked", project=project, subject=made, **_told(made))
    ask(made)
    return made


def _check(project: Project) -> None:
    codebook = Codebook.objects.current(project)
    question = codebook and codebook.judged_question
    if question is None or question.type != QuestionType.LABEL:
        raise ValidationError(
            _("Publish a codebook that asks for one label of a list first: labels are what is joined.")
        )
    if not Annotation.objects.valid().filter(project=project).exists():
        raise ValidationError(_("Nobody has answered yet: there is nothing to join."))


@transaction.atomic
def use(*, joining: Joining, by: User | None) -> Joining:
    """Several answers to an item are joined by it from now on, and the rows there are brought in line."""
    lock_project(joining.project_id)
    joining = Joining.objects.select_for_update(of=("self",)).select_related("project").get(pk=joining.pk)
    if joining.state in (State.RECKONING, State.APPLYING, State.USED, State.UNDOING):
        raise ValidationError(_NOT_NOW[joining.state]())
    if reason := joining.told.get("reason"):
        raise ValidationError(_(reason))
    before = in_use(joining.project)
    if before and before.state == State.UNDOING:
        raise ValidationError(_NOT_NOW[State.UNDOING]())
    if before:
        Joining.objects.filter(pk=before.pk).update(state=State.REPLACED)
    joining.state, joining.used_at, joining.error = State.APPLYING, timezone.now(), ""
    joining.save(update_fields=["state", "used_at", "error"])
    audit.record(actor=by, verb="joining.used", project=joining.project, subject=joining, **_told(joining))
    ask(joining)
    return joining


@transaction.atomic
def take_back(*, joining: Joining, by: User | None) -> Joining:
    """More than half settle again; rows that it joined or left open come to what their answers come to."""
    lock_project(joining.project_id)
    joining = Joining.objects.select_for_update(of=("self",)).select_related("project").get(pk=joining.pk)
    if joining.state not in (State.USED, State.APPLYING, State.FAILED) or joining.used_at is None:
        raise ValidationError(_("Only a rule that is in use can be taken back."))
    if joining.state == State.FAILED and in_use(joining.project):
        raise ValidationError(_("Another rule is in use: take that one back."))
    joining.state = State.UNDOING
    joining.save(update_fields=["state"])
    audit.record(actor=by, verb="joining.taken_back", project=joining.project, subject=joining)
    ask(joining)
    return joining


_NOT_NOW = {
    State.RECKONING: lambda: _("It is being reckoned: wait until you see what it would change."),
    State.APPLYING: lambda: _("Its rows are being joined already."),
    State.USED: lambda: _("It is in use already."),
    State.UNDOING: lambda: _("A rule is being taken back: wait until that is done."),
}


def ask(joining: Joining) -> Job:
    return jobs.enqueue(TASK, _key(joining), project=joining.project, args={"joining": joining.pk})


def job_of(joining: Joining) -> Job | None:
    return jobs.newest_job(TASK, _key(joining))


def give_up(joining: Joining, error: str) -> None:
    """Its job failed for good. What it wrote is whole; it may be put to use once more, or taken back."""
    going = (State.RECKONING, State.APPLYING, State.USED, State.UNDOING)
    Joining.objects.filter(pk=joining.pk, state__in=going).update(state=State.FAILED, error=error)


def _key(joining: Joining) -> str:
    return f"joining-{joining.pk}"


def _told(joining: Joining) -> dict:
    return {name: getattr(joining, name) for name in RULE}


def is_out_of_date(joining: Joining) -> bool:
    """Whether answers came in or were taken back since its rows were last brought in line."""
    newer = Annotation.objects.filter(project=joining.project_id, pk__gt=joining.seen)
    since = joining.project.events.filter(pk__gt=joining.seen_event, verb__in=CHANGES)
    return newer.exists() or since.exists()
