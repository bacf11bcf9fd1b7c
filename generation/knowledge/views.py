"""Documents and facts: what there is, bring some in, set some aside."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation.access import project_for
from generation.knowledge.actions import bring_in, set_aside
from generation.knowledge.contents import page_of
from generation.knowledge.forms import KnowledgeForm
from generation.knowledge.frames import knowledge_of
from generation.models import Knowledge, Project, Role
from generation.support.readers.lines import FileProblem
from synthlab.http import HtmxRequest
from synthlab.paging import Pager


@require_http_methods(["GET", "POST"])
@login_required
def knowledge_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = KnowledgeForm(request.POST, request.FILES) if request.method == "POST" else KnowledgeForm()
    if request.method == "POST" and form.is_valid() and _brought_in(request, project, form):
        return redirect("generation:knowledge-list", slug)
    files = knowledge_of(project).select_related("created_by")
    context = {"project": project, "nav": "import", "form": form, "files": files}
    return render(request, "generation/knowledge/list.html", context)


def _brought_in(request: HtmxRequest, project: Project, form: KnowledgeForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        kept, found = bring_in(
            project=project, chunks=file.chunks(), filename=file.name, kind=form.cleaned_data["kind"], by=request.user
        )
    except FileProblem as problem:
        form.add_error("file", str(problem))
    except ValidationError as problem:
        form.add_error(None, problem.messages)
    else:
        told = ngettext("%(n)d row of “%(name)s” is in.", "%(n)d rows of “%(name)s” are in.", kept.count)
        messages.success(request, told % {"n": kept.count, "name": kept.name})
        if found.duplicates:
            there = ngettext(
                "Left out %(n)d row that was there already.",
                "Left out %(n)d rows that were there already.",
                found.duplicates,
            )
            messages.info(request, there % {"n": found.duplicates})
        if found.surer:
            surer = ngettext(
                "%(n)d fact was there already, less sure: the surer one holds.",
                "%(n)d facts were there already, less sure: the surer ones hold.",
                found.surer,
            )
            messages.info(request, surer % {"n": found.surer})
        if found.rejected:
            left = ngettext("%(n)d line was left out. %(why)s", "%(n)d lines were left out. %(why)s", found.rejected)
            messages.warning(request, left % {"n": found.rejected, "why": " ".join(found.reasons[:3])})
        return True
    return False


@require_GET
@login_required
def knowledge_detail(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Also of a file that is set aside: samples were made from it."""
    project = project_for(request.user, slug, role=Role.LEAD)
    file = get_object_or_404(Knowledge.objects.defer("first"), project=project, pk=pk)
    entries, following = page_of(file, request.GET.get("from", ""))
    pager = Pager(older=urlencode({"from": following}) if following else "")
    pager.newer = "from=" if request.GET.get("from") else ""
    pager.newer_label, pager.older_label = _("First page"), _("Next")
    context = {"project": project, "nav": "import", "file": file, "entries": entries, "pager": pager}
    return render(request, "generation/knowledge/detail.html", context)


@require_POST
@login_required
def knowledge_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    set_aside(knowledge=_file(project, pk), by=request.user)
    messages.success(request, _("No new run uses it. What was written from it stays."))
    return redirect("generation:knowledge-list", slug)


def _file(project: Project, pk: int) -> Knowledge:
    found = knowledge_of(project).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such file."))
    return found
