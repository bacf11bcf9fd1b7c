"""A look at what the model says, before the answer, where the lead lets people look."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from annotation.queue.actions.look import look
from annotation.queue.frames import assignment_for, spec_of
from annotation.queue.refusals import Refused
from annotation.review.taking import suggested_in_words
from generation.access import project_for
from generation.models import Role
from synthlab.http import HtmxRequest


@require_POST
@login_required
def review_look(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    assignment = assignment_for(request.user, project, lease)
    try:
        said = look(assignment=assignment)
    except Refused as refusal:
        if request.htmx:
            return HttpResponse(str(refusal), status=409)
        messages.warning(request, str(refusal))
        said = None
    if not request.htmx:
        page = redirect("annotation:review", project.slug).url
        return HttpResponse(status=302, headers={"Location": f"{page}?first={lease}"})
    word = suggested_in_words(said, spec_of(assignment.codebook_id), lambda: assignment.item.sample.fields)
    return render(request, "annotation/review/_looked.html", {"word": word})
