"""How a lead wants the project to be reviewed."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.certificate.asking import enqueue_freeze
from annotation.joined.asking import in_use
from annotation.models import ReviewPolicy
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE
from annotation.queue.frames import policy_of, spec_of
from annotation.queue.together import together_impossible
from annotation.review.actions import TwoPeople, set_policy, two_people_revise
from annotation.review.frames import gold_at_hand
from annotation.review.mix import mix_under
from annotation.review.policy_form import PRESETS, PolicyForm
from annotation.review.two_people import standing
from generation.access import project_for
from generation.models import Project, Role
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
        if chosen.batches and (why := _not_similar(project, chosen)):
            told = _("Nobody is offered similar items, although you allow it: %(why)s")
            messages.warning(request, told % {"why": why})
        return redirect("annotation:policy", project.slug)
    wrong = form.is_bound and not form.is_valid()
    context = {"project": project, "nav": "settings", "form": form, "gold": gold_at_hand(project)}
    stands = policy_of(project)
    context |= _mix(stands if wrong else form.instance)
    context |= {"two_people": standing(project, stands), "not_similar": _not_similar(project, stands)}
    context |= {"presets": [(one, json.dumps(one.fills)) for one in PRESETS], "saved": _saved(stands)}
    context["joined_by"] = in_use(project)
    return render(request, "annotation/review/policy.html", context, status=422 if wrong else 200)


def _saved(policy: ReviewPolicy) -> str:
    """The rules that hold, as the form has them, for telling what is not saved yet."""
    return json.dumps({field.html_name: field.value() for field in PolicyForm(instance=policy)})


def _not_similar(project: Project, policy: ReviewPolicy) -> str:
    """Why nobody could be offered similar items under the codebook in force; "" where people could."""
    in_force = CODEBOOK_IN_FORCE.first(project=project.pk)
    refused = together_impossible(policy, spec_of(in_force)) if in_force else None
    return str(refused) if refused else ""


@require_POST
@login_required
def policy_two_people(request: HtmxRequest, slug: str) -> HttpResponse:
    """WANLI's review as one step; says what it changed and what is left to do."""
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        done = two_people_revise(project=project, lead=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("annotation:policy", project.slug)
    messages.success(request, _("From now on two people each label, revise or discard a new item."))
    if done.draft:
        messages.warning(request, _told_of_draft(done))
    return redirect("annotation:policy", project.slug)


def _told_of_draft(done: TwoPeople) -> str:
    if not done.added:
        return _("Publish version %(n)d of the codebook: until then its new questions are not asked.") % {
            "n": done.draft.number
        }
    words = _(
        "Added to the draft of the codebook, version %(n)d: %(names)s. People are asked them once it is published."
    )
    return words % {"n": done.draft.number, "names": ", ".join(done.added)}


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
    policy.overlap_share_told = f"{policy.overlap_share * 100:.4g}"
    not_similar = _not_similar(policy.project, policy) if policy.batches else ""
    return {"policy": policy, "mix": mix_under(policy), "not_similar_so": not_similar}
