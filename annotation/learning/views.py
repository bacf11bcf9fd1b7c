"""What weights and trainings that expect wrong labels do to a student, and how the project's own student learns."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.learning.asking import learning as reckoned
from annotation.learning.forms import TrainingForm
from annotation.learning.shapes import warning, ways
from annotation.machine.asking import set_training, training_of
from annotation.models import Student
from generation.access import labels_for, project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest


@require_http_methods(["GET", "POST"])
@login_required
def learning(request: HtmxRequest, slug: str) -> HttpResponse:
    """The stored figures; POST sets how the project's student learns from the next score on."""
    if request.method == "POST":
        return _set(request, project_for(request.user, slug, role=Role.LEAD))
    project = labels_for(request.user, slug)
    return _page(request, project, TrainingForm(initial={"training": training_of(project)}))


def _set(request: HtmxRequest, project: Project) -> HttpResponse:
    form = TrainingForm(request.POST)
    if not form.is_valid():
        return _page(request, project, form)
    set_training(project=project, training=form.cleaned_data["training"], by=request.user)
    messages.success(request, _("The student learns so from the next score on."))
    return redirect("annotation:learning", project.slug)


def _page(request: HtmxRequest, project: Project, form: TrainingForm) -> HttpResponse:
    shown, student = reckoned(project), Student.objects.filter(project=project).first()
    training = student.metrics.get("training") or {} if student else {}
    context = {
        "project": project,
        "nav": "signals",
        "form": form,
        "shown": shown,
        "found": shown.data,
        "ways": ways(shown.data),
        "warning": warning(shown.data),
        "training": training,
        "training_warning": warning(training),
    }
    name = "_report" if request.htmx else "page"
    return render(request, f"annotation/learning/{name}.html", context, status=422 if form.errors else 200)
