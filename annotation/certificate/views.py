"""The certificate's page: the promise, what it stands on, the ones before it, and the freeze."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.certificate.actions import freeze, publish_seed
from annotation.certificate.asking import enqueue_freeze
from annotation.certificate.claims import questions_to_claim
from annotation.certificate.forms import FreezeForm, RecheckForm
from annotation.certificate.frames import current_snapshot
from annotation.certificate.notices import freezing_begins_anew
from annotation.certificate.pool import asked_again_before, stop_reviewing
from annotation.certificate.readers import told_to
from annotation.certificate.shapes import by_conditions, of_the_past, too_small, with_shares
from annotation.certificate.statement import as_known, is_of
from annotation.models import Snapshot
from annotation.queue.refusals import Refused
from annotation.reports import show
from generation.access import project_for, sees_labels
from generation.methods.taskspec import QuestionSpec
from generation.models import Codebook, Project, Role
from synthlab.http import HtmxRequest

MOST_DIGITS = 9


@require_http_methods(["GET", "POST"])
@login_required
def certificate(request: HtmxRequest, slug: str) -> HttpResponse:
    if request.method == "POST":
        return _freeze(request, project_for(request.user, slug, role=Role.LEAD))
    project = project_for(request.user, slug)
    return _page(request, project, FreezeForm(questions=_questions(project)))


@require_POST
@login_required
def certificate_seed(request: HtmxRequest, slug: str) -> HttpResponse:
    """Of the snapshot that the form names, the current one or a closed one."""
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = request.POST.get("snapshot", "")
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        raise Http404(_("Say which snapshot's seed, by its number."))
    try:
        published = publish_seed(project=project, lead=request.user, number=int(asked))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("The seed of snapshot %(number)d is published: anybody can replay its draws.")
        messages.success(request, told % {"number": published.number})
    return redirect("annotation:certificate", project.slug)


@require_POST
@login_required
def certificate_recheck(request: HtmxRequest, slug: str) -> HttpResponse:
    """Reviewing stops, and rows that people settled are asked again."""
    project = project_for(request.user, slug, role=Role.LEAD)
    form = RecheckForm(request.POST)
    if not form.is_valid():
        return _page(request, project, FreezeForm(questions=_questions(project)), status=422)
    try:
        recheck = stop_reviewing(project=project, lead=request.user, risk=form.cleaned_data["again_risk"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("annotation:certificate", project.slug)
    if recheck.frozen_at is None:
        enqueue_freeze(project)
    messages.success(request, _("Reviewing of this snapshot has ended. Rows that people settled are asked again."))
    return redirect("annotation:certificate", project.slug)


def _freeze(request: HtmxRequest, project: Project) -> HttpResponse:
    form = FreezeForm(request.POST, questions=_questions(project))
    if not form.is_valid():
        return _page(request, project, form, status=422)
    try:
        snapshot = freeze(project=project, lead=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("annotation:certificate", project.slug)
    if snapshot.frozen_at is None:
        enqueue_freeze(project)
    messages.success(request, _("Frozen. From now on a share of what people answer is audit."))
    return redirect("annotation:certificate", project.slug)


def _questions(project: Project) -> list[QuestionSpec]:
    """Those of which an answer can be promised, for whoever is shown the form."""
    codebook = Codebook.objects.current(project) if project.my_role == Role.LEAD else None
    return questions_to_claim(codebook.pk) if codebook else []


def _page(request: HtmxRequest, project: Project, form: FreezeForm, status: int = 200) -> HttpResponse:
    snapshot = current_snapshot(project)
    shown = show(project, "certificate") if snapshot else None
    seeing = sees_labels(project)
    promise = with_shares(told_to(as_known(snapshot, shown.data), sees_labels=seeing)) if snapshot else None
    if snapshot and not is_of(snapshot, shown.data):
        shown = replace(shown, report=None)  # its time and its rows are those of other numbers
    context = {
        "project": project,
        "nav": "certificate",
        "form": form,
        "snapshot": snapshot,
        "recheck_form": RecheckForm(),
        "asked_before": snapshot is not None and asked_again_before(snapshot),
        "freezing": freezing_begins_anew(project),
        "shown": shown,
        "promise": promise,
        "sees_labels": seeing,
        "reference": Snapshot.ReferenceRule(snapshot.reference_rule).label if snapshot else "",
        "labels": sorted(promise.get("by_label", {}).items()) if promise else [],
        "conditions": by_conditions(promise) if promise else [],
        "too_small": too_small(promise) if promise else [],
        "earlier": _earlier(project, promise),
    }
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/certificate/{template}.html", context, status=status)


def _earlier(project: Project, promise: dict | None) -> list[dict]:
    """The closed snapshots as the report told them, with the seeds that have been published by now."""
    history = promise.get("history", ()) if promise else ()
    if not history:
        return []
    seeds = dict(Snapshot.objects.filter(project=project).values_list("number", "published_seed"))
    return [of_the_past(one) | {"published_seed": seeds.get(one.get("snapshot"))} for one in history]
