"""A person's own answers: look back, take one back, see what the model had said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
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
from annotation.review.forms import AnswerForm
from annotation.review.frames import as_last
from annotation.review.own_answers import Wanted, as_posted, own_answers
from annotation.review.views.cards import item_of, questions_of
from annotation.review.views.keys import keys_of
from annotation.review.views.room import after
from generation.access import project_for
from generation.methods.guide import guide
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
    spec = spec_of(annotation.codebook_id)
    form = AnswerForm(request.POST or as_posted(spec, annotation), spec=spec, lease=f"answer-{pk}")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            correct(annotation=annotation, answers=form.answers(), comment=given["comment"], rule=given["rule"])
        except ValidationError as error:
            form.refuse(error)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("annotation:review-answers", slug)
        else:
            messages.success(request, _("Corrected. What you said before is kept beside it."))
            return redirect("annotation:review-answers", slug)
    sample = annotation.item.sample
    context = {
        "project": project,
        "nav": "review",
        "annotation": annotation,
        "form": form,
        "spec": spec,
        "item": item_of(sample, spec, annotation.assignment.lease),
        "questions": questions_of(spec, form, sample.fields, annotation.assignment.lease),
        "keys": keys_of(spec),
        "guide": guide(spec),
        "codebook": annotation.codebook,
    }
    return render(request, "annotation/review/correct.html", context, status=422 if request.method == "POST" else 200)


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
