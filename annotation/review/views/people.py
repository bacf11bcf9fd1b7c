"""Who may be given what, and how people did on gold checks; for leads."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.models import Lane, Part
from annotation.queue.actions.crews import add_rule, drop_rule, rules_of, set_skills
from annotation.queue.frames import ANSWERING
from annotation.reports import show
from annotation.review.views.rule_form import RuleForm
from generation.access import project_for
from generation.models import Membership, Project, Role
from synthlab.http import HtmxRequest

MOST_SHOWN = 500


@require_GET
@login_required
def people(request: HtmxRequest, slug: str) -> HttpResponse:
    return _page(request, project_for(request.user, slug, role=Role.LEAD))


@require_POST
@login_required
def people_skills(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    membership = get_object_or_404(Membership.objects.select_related("user", "project"), pk=pk, project=project)
    try:
        set_skills(membership=membership, words=request.POST.get("skills", "").split(","), lead=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("annotation:people", project.slug)


@require_POST
@login_required
def people_rule(request: HtmxRequest, slug: str) -> HttpResponse:
    """One rule more, after those that are there."""
    project = project_for(request.user, slug, role=Role.LEAD)
    form = RuleForm(request.POST, names=[member.user.get_username() for member in _answering(project)])
    if not form.is_valid():
        return _page(request, project, form)
    try:
        add_rule(project=project, rule=form.rule(), lead=request.user)
    except ValidationError as error:
        problems = error.message_dict if hasattr(error, "error_dict") else {"value": error.messages}
        for name, why in problems.items():
            form.add_error(name if name in form.fields else None, why)
        return _page(request, project, form)
    messages.success(request, _("Saved. Items that are there follow within seconds."))
    return redirect("annotation:people", project.slug)


@require_POST
@login_required
def people_rule_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    drop_rule(lane=get_object_or_404(Lane, pk=pk, project=project), lead=request.user)
    messages.success(request, _("Removed. Its items go to everybody, or to whom the next rule says."))
    return redirect("annotation:people", project.slug)


def _page(request: HtmxRequest, project: Project, form: RuleForm | None = None) -> HttpResponse:
    shown = show(project, "gold")
    members = _answering(project)
    for member in members:
        member.words = [skill.word for skill in member.skills.all()]
    context = {
        "project": project,
        "nav": "settings",
        "members": members,
        "rules": _rules(project, members),
        "form": form or RuleForm(names=[member.user.get_username() for member in members]),
        "shown": None if form else shown,  # the address of a form cannot be asked again
        "checked": shown.data.get("people", []),
        "missed": shown.data.get("missed", []),
    }
    if request.htmx and form is None:
        return render(request, "annotation/review/_gold.html", context)
    return render(request, "annotation/review/people.html", context, status=422 if form else 200)


def _answering(project: Project) -> list[Membership]:
    members = Membership.objects.filter(project=project, role__in=ANSWERING).select_related("user", "project")
    return list(members.prefetch_related("skills").order_by("user__username")[:MOST_SHOWN])


def _rules(project: Project, members: list[Membership]) -> list[dict]:
    """Each with `nobody`: no person has the skill or the name any more, so its items wait."""
    words = {word for member in members for word in member.words}
    lanes = Lane.objects.filter(project=project)
    return [
        {**asdict(rule), "pk": lane.pk, "part_name": Part(rule.part).label,
         "nobody": rule.skill not in words and not rule.people}
        for rule, lane in zip(rules_of(project), lanes, strict=True)
    ]  # fmt: skip
