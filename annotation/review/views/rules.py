"""How a lead wants the project to be reviewed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.certificate.asking import enqueue_freeze
from annotation.queue.frames import policy_of
from annotation.review.actions import set_policy
from annotation.review.forms import PolicyForm
from generation.access import project_for
from generation.models import Role
from synthlab.http import HtmxRequest


@require_http_methods(["GET", "POST"])
@login_required
def policy(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = PolicyForm(request.POST or None, instance=policy_of(project))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            chosen = set_policy(policy=form.save(commit=False), lead=request.user)
            if chosen.audit_open:
                # Only where no snapshot stands yet does this freeze one (annotation/certificate).
                enqueue_freeze(project)
        messages.success(request, _("Saved."))
        return redirect("annotation:policy", project.slug)
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"project": project, "nav": "settings", "form": form}
    return render(request, "annotation/review/policy.html", context, status=status)
