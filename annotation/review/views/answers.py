"""A person's own answers: look back, take one back, see what the model had said."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotation.models import Annotation, Item
from annotation.queue.actions.correct import correct
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE
from annotation.queue.actions.undo import reveal, undo
from annotation.queue.frames import spec_of
from annotation.queue.refusals import Refused
from annotation.review.frames import as_last
from annotation.review.own_answers import Wanted, own_answers
from annotation.review.views.correcting import Correction, correcting
from annotation.review.views.room import after
from generation.access import project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def review_answers(request: HtmxRequest, slug: str) -> HttpResponse:
    project, wanted = project_for(request.user, slug, role=Role.ANNOTATOR), Wanted.of(request.GET)
    found = own_answers(request.user, project, wanted)
    context = {"project": project, "nav": "review", "answers": found.rows, "pager": found.pager, "wanted": wanted}
    return render(request, "annotation/review/answers.html", context | {"labels": _labels(project)})


@require_http_methods(["GET", "POST"])
@login_required
def review_correct(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """One's own answer, open to be given anew."""
    project, annotation = _mine(request, slug, pk)
    what = Correction(
        project=project,
        given=annotation,
        sample=annotation.item.sample,
        lease=annotation.assignment.lease,
        store=partial(correct, annotation=annotation),
        template="annotation/review/correct.html",
        back="annotation:review-answers",
        room="annotation:review",
        codebook=annotation.codebook,
    )
    return correcting(request, what)


@require_POST
@login_required
def review_undo(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, annotation = _mine(request, slug, pk)
    try:
        again = undo(annotation=annotation)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return after(request, project, last=annotation if annotation.undone_at is None else None)
    if again is None:
        with_a_lead = annotation.item.state == Item.State.FLAGGED
        held = _("Taken back. Somebody else holds this item now.")
        messages.info(request, _("Taken back. A lead decides this item now.") if with_a_lead else held)
    return after(request, project, again=again)


@require_POST
@login_required
def review_reveal(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, annotation = _mine(request, slug, pk)
    try:
        reveal(annotation=annotation)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    if not request.htmx:
        return redirect("annotation:review", project.slug)
    context = {"project": project, "last": as_last(annotation)}
    return render(request, "annotation/review/_last.html", context)


def _labels(project: Project) -> list[str]:
    """What answers can be sorted by: the labels of the question that is judged."""
    in_force = CODEBOOK_IN_FORCE.first(project=project.pk)
    judged = spec_of(in_force).judged if in_force else None
    return [label.name for label in judged.labels] if judged else []


def _mine(request: HtmxRequest, slug: str, pk: int) -> tuple[Project, Annotation]:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    mine = Annotation.objects.select_related("item__sample", "assignment", "user")
    annotation = get_object_or_404(mine, pk=pk, user=request.user, project=project)
    annotation.project = project
    return project, annotation
