from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from generation.access import project_for
from generation.models import Project, Role
from generation.projects.actions import add_member, change_role, remove_member
from generation.projects.forms import MemberForm, RoleForm
from generation.projects.frames import members_of
from synthlab.http import HtmxRequest


@require_POST
@login_required
def member_create(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = MemberForm(request.POST)
    if form.is_valid():
        user, role = form.cleaned_data["username"], form.cleaned_data["role"]
        try:
            add_member(project=project, actor=request.user, user=user, role=role)
        except ValidationError as error:
            form.add_error("username", error)
        else:
            messages.success(request, _("%(name)s is now a member.") % {"name": user.username})
            return _members(request, project)
    return render(request, "generation/projects/_members.html", _context(project, form), status=422)


@require_POST
@login_required
def member_update(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    membership = get_object_or_404(project.memberships.select_related("user", "project"), pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role."))
        return _members(request, project)
    try:
        change_role(membership=membership, actor=request.user, role=form.cleaned_data["role"])
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("%(name)s has a new role.") % {"name": membership.user.username})
    return _members(request, project)


@require_POST
@login_required
def member_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    membership = get_object_or_404(project.memberships.select_related("user", "project"), pk=pk)
    try:
        remove_member(membership=membership, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("%(name)s is no longer a member.") % {"name": membership.user.username})
    return _members(request, project)


def _members(request: HtmxRequest, project: Project) -> HttpResponse:
    if request.htmx:
        return render(request, "generation/projects/_members.html", _context(project, MemberForm()))
    return redirect("generation:project-settings", project.slug)


def _context(project: Project, form: MemberForm) -> dict:
    return {"project": project, "members": members_of(project), "member_form": form}
