"""Asking for an enhancement, and for its labels to be used or no longer: rows at once, a job does the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.enhance.rounds import check_follows
from annotation.methods.enhancement.words import ASKING, ENHANCEMENTS
from annotation.models import Enhancement
from annotation.reports import show
from annotation.shown import Shown
from generation import audit, jobs
from generation.locks import lock_project
from generation.models import Codebook, Endpoint, Job, LabelSource, MachineLabel, Project, Sample, User
from synthlab.turns import turn

TASK = "annotation.enhance"
SWITCH = "annotation.switch_labels"
MOST_MADE, WITHIN = 100, timedelta(days=30)
AT_ONCE = 2000
USUAL_ROWS, MOST_ROWS = 300, 10_000  # that a model is asked about; a run keeps their list

State = Enhancement.State


@dataclass(frozen=True)
class Asked:
    """Which model a method asks, about how many rows at most, and what that may cost."""

    endpoint: Endpoint
    count: int = USUAL_ROWS
    budget_usd: Decimal | None = None

    def as_json(self) -> dict:
        budget = None if self.budget_usd is None else str(self.budget_usd)
        return {"endpoint": self.endpoint.pk, "count": self.count, "budget_usd": budget}

    @classmethod
    def from_json(cls, project: Project, told: Mapping) -> "Asked | None":
        """None where the endpoint is there no more."""
        endpoint = Endpoint.objects.filter(project=project, pk=told["endpoint"]).first()
        budget = None if told["budget_usd"] is None else Decimal(told["budget_usd"])
        return endpoint and cls(endpoint, told["count"], budget)


@transaction.atomic
def start_enhancement(
    *,
    project: Project,
    method: str,
    sure: float | None = None,
    asked: Asked | None = None,
    follows: Enhancement | None = None,
    by: User | None,
) -> Enhancement:
    """Ask for one; `asked`: of a method that asks a model, `follows`: the round that this one goes on from.
    ValidationError where nothing could come of it, or one is at work already."""
    lock_project(project.pk)
    codebook = Codebook.objects.current(project)
    _check_method(method, sure, asked)
    _check(project, codebook)
    if follows:
        check_follows(follows, method, codebook)
    made = Enhancement.objects.create(
        project=project,
        method=method,
        sure=sure,
        question=codebook.judged_name,
        codebook=codebook,
        follows=follows,
        number_of_round=follows.number_of_round + 1 if follows else 1,
        created_by=by,
    )
    audit.record(actor=by, verb="enhancement.asked", project=project, subject=made.source)
    args = {"enhancement": made.pk} | (asked.as_json() if asked else {})
    jobs.enqueue(TASK, f"enhancement-{made.pk}", project=project, args=args)
    return made


def _check_method(method: str, sure: float | None, asked: Asked | None) -> None:
    if method not in ENHANCEMENTS:
        known = ", ".join(ENHANCEMENTS)
        raise ValidationError(
            {"method": _("There is no method “%(name)s”; known are %(known)s.") % {"name": method[:40], "known": known}}
        )
    if sure is not None and not 0 < sure <= 1:
        raise ValidationError({"sure": _("The least probability is a number above 0 and at most 1.")})
    if asked is not None:
        check_asked(method, asked.count)
    elif ENHANCEMENTS[method].asks:
        raise ValidationError({"endpoint": _("This method asks a model: say which one.")})


def check_asked(method: str, count: int) -> None:
    if method not in ASKING:
        raise ValidationError({"method": _("This method asks no model, so it costs nothing.")})
    if not 1 <= count <= MOST_ROWS:
        raise ValidationError({"count": _("Ask about 1 to %(most)d rows at once.") % {"most": MOST_ROWS}})


def _check(project: Project, codebook: Codebook | None) -> None:
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: labels are those of its first question."))
    if not codebook.judged_name:
        raise ValidationError(_("The codebook asks for no label, so there are none to enhance."))
    if not Sample.objects.filter(project=project, label_source=LabelSource.MACHINE).exists():
        raise ValidationError(_("No row has a model's label yet, so there is nothing to enhance."))
    if Enhancement.objects.filter(project=project, state=State.RUNNING).exists():
        raise ValidationError(_("An enhancement is at work already: wait until it is done."))
    made = Enhancement.objects.filter(project=project, state=State.DONE, method__in=ENHANCEMENTS)
    if made.filter(created_at__gt=timezone.now() - WITHIN)[MOST_MADE - 1 : MOST_MADE].exists():
        told = {"most": MOST_MADE, "days": WITHIN.days}
        raise ValidationError(
            _("%(most)d enhancements were made in %(days)d days, which is the most there can be.") % told
        )


@transaction.atomic
def use(*, enhancement: Enhancement, by: User | None) -> None:
    """Have its labels hold for rows that people have not answered; another one that is in use is put back first.

    ValidationError where it is not done, proposes nothing, or speaks of another version of the codebook.
    """
    project = enhancement.project
    lock_project(project.pk)
    enhancement.refresh_from_db()
    if enhancement.in_use_at:
        return
    if enhancement.state != State.DONE or not enhancement.changed:
        raise ValidationError(_("It proposes no label that could be used."))
    current = Codebook.objects.current(project)
    if current is None or current.pk != enhancement.codebook_id:
        raise ValidationError(_("The codebook has changed since: run the method again, then use its labels."))
    Enhancement.objects.filter(project=project, in_use_at__isnull=False).update(in_use_at=None)
    enhancement.in_use_at, enhancement.uses = timezone.now(), enhancement.uses + 1
    enhancement.save(update_fields=["in_use_at", "uses"])
    audit.record(actor=by, verb="enhancement.used", project=project, subject=enhancement.source, n=enhancement.changed)
    _switch(project)


@transaction.atomic
def put_back(*, enhancement: Enhancement, by: User | None) -> None:
    """Have the labels hold again that held before it was used."""
    lock_project(enhancement.project_id)
    if not Enhancement.objects.filter(pk=enhancement.pk, in_use_at__isnull=False).update(in_use_at=None):
        return
    audit.record(actor=by, verb="enhancement.put_back", project=enhancement.project, subject=enhancement.source)
    _switch(enhancement.project)


def switching(project: Project) -> bool:
    """Whether labels are being brought in line with what is in use."""
    return jobs.open_job(SWITCH, _key(project)) is not None


def audited(enhancement: Enhancement) -> Shown:
    """Before and after on audited rows, as the worker reckoned it last; asks for it anew where answers came."""
    return show(enhancement.project, f"audited-{enhancement.pk}", enhancement=enhancement.pk)


def go_on(enhancement: Enhancement) -> bool:
    """Ask for the rest of the work where the run that asks a model has ended. False where somebody is at it."""
    key = f"enhancement-{enhancement.pk}"
    if jobs.open_job(TASK, key):
        return False
    jobs.enqueue(TASK, key, project=enhancement.project, args={"enhancement": enhancement.pk})
    return True


def job_of(enhancement: Enhancement) -> Job | None:
    return Job.objects.filter(task=TASK, key=f"enhancement-{enhancement.pk}").order_by("-id").first()


def give_up(enhancement: Enhancement, error: str) -> None:
    """End one that could not be made, and take away the labels that it had stored; one that is done stays as it is."""
    running = Enhancement.objects.filter(pk=enhancement.pk, state=State.RUNNING)
    if running.exists():
        forget_parts(enhancement)
        running.update(state=State.FAILED, error=error, finished_at=timezone.now())


def forget_parts(enhancement: Enhancement) -> None:
    """Take away what it proposes, what it would leave out, and what its judge doubts."""
    forget_labels(enhancement)
    for name in ("withheld", "doubted"):
        if selection := getattr(enhancement, name):
            selection.delete()
            setattr(enhancement, name, None)


def forget_labels(enhancement: Enhancement) -> None:
    """Take away what it proposes, in parts."""
    labels = MachineLabel.objects.filter(sample__project=enhancement.project_id, source=enhancement.source)
    while part := list(labels.values_list("pk", flat=True)[:AT_ONCE]):
        with turn():
            MachineLabel.objects.filter(pk__in=part).delete()


def _switch(project: Project) -> None:
    jobs.enqueue(SWITCH, _key(project), project=project)


def _key(project: Project) -> str:
    return f"project-{project.pk}"
