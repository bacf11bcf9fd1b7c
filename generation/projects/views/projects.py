from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from generation.access import project_for
from generation.audit_words import details, told
from generation.models import Project, Role
from generation.projects.actions import create_project, rename_project
from generation.projects.forms import MemberForm, ProjectForm
from generation.projects.frames import events_of, members_of, projects_of
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for


@require_GET
@login_required
def project_list(request: HtmxRequest) -> HttpResponse:
    pager = pager_for(request.GET, projects_of(request.user), by="name", descending=False)
    return render(request, "generation/projects/list.html", {"projects": pager.items, "pager": pager})


@require_http_methods(["GET", "POST"])
@login_required
def project_create(request: HtmxRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = create_project(owner=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("The project is there. Now say in the codebook what is asked."))
        return redirect("generation:codebook-edit", project.slug)
    return render(request, "generation/projects/create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
def project_settings(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = ProjectForm(request.POST or None, instance=Project.objects.get(pk=project.pk))
    if request.method == "POST" and form.is_valid():
        rename_project(project=project, actor=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("generation:project-settings", slug)
    context = {"project": project, "form": form, "members": members_of(project), "member_form": MemberForm()}
    return render(request, "generation/projects/settings.html", context)


@require_GET
@login_required
def event_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    pager = pager_for(request.GET, events_of(project))
    events = [(event, told(event), details(event)) for event in pager.items]
    return render(request, "generation/projects/events.html", {"project": project, "pager": pager, "events": events})
