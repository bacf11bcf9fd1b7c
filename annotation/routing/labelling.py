"""Asking a model once more: about rows that were routed to it, or about answered ones, to learn what it is worth.

To choose the rows is a job: it looks at all that were routed, or answered. The run begins when they are known.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.machine.askers import Asker, asker_in
from annotation.models import Routing
from annotation.routing.opinions import answered_rows, routed_rows
from generation import jobs
from generation.locks import lock_project
from generation.methods.plans.wordings import PLAIN
from generation.models import Endpoint, Job, Project, Run, RunPurpose, User
from generation.models.run import MOVING
from generation.runs.actions.lifecycle import check_budget
from generation.runs.actions.trying import USUAL, labelling_forms, labelling_in, ready_forms, start_labelling
from generation.runs.doorbell import ring_workers
from generation.runs.frames.prompt_forms import PromptForm, form_of

TASK = "annotation.ask_again"


@transaction.atomic
def ask_again(
    *,
    project: Project,
    endpoint: Endpoint,
    by: User,
    routing: Routing | None = None,
    budget_usd: Decimal | None = None,
    form: str = "",
) -> Job:
    """Have a model asked about the rows of a routing, or, without one, about answered rows.

    `form`: the recipe that asks, and its wording (prompt_forms.py); "" takes one in which this model has labelled the
    fewest of them. Rows that it has labelled in this form are left out. ValidationError where there are none, where one
    is being asked already, or where the budget or the form is none.
    """
    lock_project(project.pk)
    if routing and not routing.again_id:
        raise ValidationError(_nothing_to_ask())
    if jobs.open_job(TASK, _key(project)):
        raise ValidationError(_("Rows for a model are being chosen already: wait until its run has begun."))
    check_free(project)
    check_budget(budget_usd)
    _check_form(project, form)
    budget = None if budget_usd is None else str(budget_usd)
    args = {"routing": routing and routing.pk, "endpoint": endpoint.pk, "by": by.pk, "budget_usd": budget, "form": form}
    return jobs.enqueue(TASK, _key(project), project=project, args=args)


def choose_and_ask(job: Job) -> None:
    """Choose the rows and start the run. Done twice it starts one; what stands in its way is noted, in English."""
    if "run" in job.progress:
        return
    try:
        endpoint = _endpoint(job)
        form, samples = _chosen(job, endpoint)
        with transaction.atomic():
            asked = {"samples": samples, "endpoint": endpoint, "form": form}
            run = ask_a_model(project=job.project, **asked, **_by_whom(job))
            jobs.report(job, run=run.pk, count=run.count)
    except ValidationError as problem:
        jobs.report(job, problem=" ".join(problem.messages))


@transaction.atomic
def ask_a_model(
    *,
    project: Project,
    samples: list[int],
    endpoint: Endpoint,
    by: User | None,
    budget_usd: Decimal | None = None,
    form: str = USUAL,
) -> Run:
    """Start a run that labels these rows once more. ValidationError where there are none, where a model is labelling
    rows already, or where it does not fit."""
    if not samples:
        raise ValidationError(_nothing_to_ask())
    lock_project(project.pk)
    check_free(project)
    how = {"samples": samples, "endpoint": endpoint, "by": by, "budget_usd": budget_usd}
    run = start_labelling(project=project, recipe=form, **how)
    ring_workers(run)
    return run


def last_asking(project: Project) -> Job | None:
    return jobs.newest_job(TASK, _key(project))


def _chosen(job: Job, endpoint: Endpoint) -> tuple[str, list[int]]:
    """The form to ask in, and the rows: of several forms the first that leaves the most rows to ask about."""
    named = job.args.get("form")
    forms = [named] if named else _forms(job.project, endpoint)
    rows = {form: _rows(job, _asker(job.project, endpoint, form)) for form in forms}
    most = max(forms, key=lambda form: len(rows[form]), default=USUAL)
    return most, rows.get(most, [])


def _forms(project: Project, endpoint: Endpoint) -> list[str]:
    """The recipes as they word it. What its opinion is worth was seen in the form in which it was asked last, so that
    one comes first, in whatever words."""
    runs = Run.objects.filter(project=project, endpoint=endpoint, purpose=RunPurpose.ANNOTATE, setup__has_key="only")
    last = runs.order_by("-pk").first()
    asked = [form_of(last).name] if last else []
    plain = [form for form in labelling_forms(project) if PromptForm.named(form).wording == PLAIN]
    return ready_forms(project, endpoint, dict.fromkeys([*asked, *plain]))


def _asker(project: Project, endpoint: Endpoint, form: str) -> Asker:
    """Who it is that a run in this form would ask now: by the codebook in force, in the usual settings."""
    how = labelling_in(project, form)
    recipe, params = how["recipe"], how["params"]
    told = {"recipe": recipe.name, "fingerprint": recipe.fingerprint(), "params": params, "codebook": how["codebook"]}
    return asker_in(endpoint.model, **told)


def _rows(job: Job, asked: Asker) -> list[int]:
    def tell(looked_at: int) -> None:
        jobs.report(job, done=looked_at)

    if job.args["routing"] is None:
        return answered_rows(job.project, tell, asked)
    made = Routing.objects.select_related("project", "again").get(pk=job.args["routing"])
    jobs.report(job, total=made.again.rows if made.again else 0)
    return routed_rows(made, tell, asked)


def _endpoint(job: Job) -> Endpoint:
    found = Endpoint.objects.filter(project=job.project, pk=job.args["endpoint"]).first()
    if found is None:
        raise ValidationError(_("The endpoint has been removed meanwhile."))
    return found


def _by_whom(job: Job) -> dict:
    budget = job.args["budget_usd"]
    by = User.objects.filter(pk=job.args["by"]).first()
    return {"by": by, "budget_usd": None if budget is None else Decimal(budget)}


def check_free(project: Project) -> None:
    """ValidationError while a model labels rows: what it will have said decides what is asked next."""
    if Run.objects.filter(project=project, purpose=RunPurpose.ANNOTATE, state__in=MOVING).exists():
        raise ValidationError(_("A model is labelling rows of this project already: wait until that run has ended."))


def _check_form(project: Project, form: str) -> None:
    known = labelling_forms(project)
    if form and form not in known:
        told = {"name": form[:40], "known": ", ".join(known)}
        raise ValidationError({"form": _("There is no form “%(name)s”; known are %(known)s.") % told})


def _nothing_to_ask() -> str:
    return _("There are no rows to ask a model about: each has a second opinion, or its label from it in this form.")


def _key(project: Project) -> str:
    return f"project-{project.pk}"
