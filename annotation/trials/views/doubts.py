"""What a new version of the codebook puts in doubt, and asking people again about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotation.trials.actions.asking_again import ask_again
from annotation.trials.doubts import doubts_of
from annotation.trials.forms import AskAgainForm
from generation.access import project_for
from generation.models import Codebook, Role
from synthlab.drawing import words
from synthlab.http import HtmxRequest


@require_http_methods(["GET", "POST"])
@login_required
def doubts(request: HtmxRequest, slug: str) -> HttpResponse:
    """How many items the version in force puts in doubt; POST puts as many as are asked for back into the queue."""
    project = project_for(request.user, slug, role=Role.LEAD)
    current = Codebook.objects.current(project)
    found = doubts_of(project, current) if current else None
    form = AskAgainForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_again(project=project, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            told = ngettext("%(n)s item is in the queue again.", "%(n)s items are in the queue again.", asked)
            messages.success(request, told % {"n": words(asked, "count")})
            return redirect("annotation:doubts", slug)
    context = {"project": project, "found": found, "form": form}
    return render(request, "annotation/trials/doubts.html", context, status=422 if form.errors else 200)
