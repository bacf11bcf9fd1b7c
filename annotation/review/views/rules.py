"""How a lead wants the project to be reviewed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.certificate.asking import enqueue_freeze
from annotation.certificate.frames import current_snapshot
from annotation.models import ReviewPolicy, Snapshot
from annotation.queue.frames import policy_of
from annotation.review.actions import set_policy
from annotation.review.frames import gold_at_hand
from annotation.review.mix import mix_of
from annotation.review.policy_form import PolicyForm
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
    wrong = form.is_bound and not form.is_valid()
    context = {"project": project, "nav": "settings", "form": form, "gold": gold_at_hand(project)}
    context |= _mix(policy_of(project) if wrong else form.instance)
    return render(request, "annotation/review/policy.html", context, status=422 if wrong else 200)


@require_POST
@login_required
def policy_mix(request: HtmxRequest, slug: str) -> HttpResponse:
    """What the rules in the form would mean, before they are saved; nothing new where they cannot be read."""
    project = project_for(request.user, slug, role=Role.LEAD)
    form = PolicyForm(request.POST, instance=policy_of(project))
    if not form.is_valid():
        return HttpResponse(status=204)
    return render(request, "annotation/review/_mix.html", _mix(form.save(commit=False)))


def _mix(policy: ReviewPolicy) -> dict:
    snapshot = current_snapshot(policy.project)
    twice = snapshot is not None and snapshot.reference_rule == Snapshot.ReferenceRule.TWO_ADJUDICATED
    policy.overlap_share_told = f"{policy.overlap_share * 100:.4g}"
    return {"policy": policy, "mix": mix_of(policy, audits_asked_twice=twice)}
