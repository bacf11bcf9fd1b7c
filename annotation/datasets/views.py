from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from annotation.curation.filters import WEIGHTS, Filters
from annotation.datasets.exports import FORMATS, NothingToProve, response
from annotation.datasets.forms import VersionForm
from annotation.datasets.frames import diff, version_for, versions_of, with_speakers
from annotation.datasets.opening import enqueue_cut, job_of, open_version
from annotation.datasets.shapes import dropped, label_bars, label_table, quality_over_versions
from annotation.methods.exports.registry import EXPORTS
from annotation.models import DatasetVersion
from annotation.reports import show
from generation.access import labels_for, project_for, sees_labels
from generation.models import Codebook, Project, Role
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

READY = DatasetVersion.State.READY


@require_GET
@login_required
def version_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    pager = pager_for(request.GET, versions_of(project), by="number", limit=30)
    series = quality_over_versions(pager.items)
    context = {"project": project, "nav": "versions", "versions": pager.items, "pager": pager, "quality": series}
    return render(request, "annotation/datasets/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def version_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """Filters with a preview that follows them; POST cuts."""
    project = project_for(request.user, slug, role=Role.LEAD)
    codebook = Codebook.objects.current(project)
    given = request.POST or (request.GET if "preview" in request.GET else None)
    form = VersionForm(given, project=project, codebook=codebook)
    if request.method == "POST" and codebook and form.is_valid() and _was_counted(request, form):
        with transaction.atomic():
            version = open_version(
                project=project, filters=form.filters(), note=form.cleaned_data["note"], by=request.user
            )
            enqueue_cut(version)
        return redirect("annotation:version-detail", slug, version.number)
    context = {"project": project, "nav": "versions", "form": form, "codebook": codebook}
    context |= _preview(project, codebook, form) if codebook else {}
    template = "_preview" if request.htmx else "create"
    return render(request, f"annotation/datasets/{template}.html", context)


def _was_counted(request: HtmxRequest, form: VersionForm) -> bool:
    """Whether the counts beside the button were of these very filters; the answer is the page with theirs if not."""
    if request.POST.get("counted") == form.filters().fingerprint:
        return True
    messages.warning(request, _("The counts you saw were of other rows. Look at these, then cut."))
    return False


def _preview(project: Project, codebook: Codebook, form: VersionForm) -> dict:
    if form.is_bound and not form.is_valid():
        return {}
    filters = form.filters() if form.is_bound else Filters()
    shown = show(project, f"preview-{filters.fingerprint}", filters=filters.as_json(), codebook=codebook.number)
    table = label_table(shown.data.get("labels", []))
    return {
        "shown": shown,
        "counted": filters.fingerprint,
        "table": table,
        "bars": label_bars(table),
        "dropped": dropped(shown.data.get("dropped", {})),
        "weights": _weights_told(filters),
    }


def _weights_told(filters: Filters) -> str:
    if not filters.weights:
        return ""
    title, line, needs = WEIGHTS[filters.weights]
    told = f"{_(title)}: {_(line)}"
    if filters.target_shares:
        told += " " + _("Its labels have the shares that you give; no text is looked at.")
    elif {"target", "target_rows"} & {*needs}:
        told += " " + _("The target is the project’s texts that no model wrote.")
    return told


@require_GET
@login_required
def version_detail(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    """The card of a version; while it is being cut, how far that is."""
    project = project_for(request.user, slug)
    version = version_for(project, number)
    others = DatasetVersion.objects.filter(project=project, state=READY, number__lt=number)
    table = label_table(version.card.get("label_splits", []))
    context = {
        "project": project,
        "nav": "versions",
        "version": version,
        "card": version.card,
        "job": job_of(version) if version.state == DatasetVersion.State.CUTTING else None,
        "table": table,
        "bars": label_bars(table),
        "formats": EXPORTS.values(),
        "sees_labels": sees_labels(project),
        "others": others.values_list("number", flat=True)[:50],
    }
    template = "_version" if request.htmx else "detail"
    return render(request, f"annotation/datasets/{template}.html", context)


@require_GET
@login_required
def version_diff(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    """What changed up to this version, from the one that `?from=` names; a fragment while it is awaited."""
    project = labels_for(request.user, slug)
    new, earlier = _ready(project, number), request.GET.get("from", "")
    if not earlier.isdecimal() or len(earlier) > 9:
        raise Http404(_("Say which version to compare with."))
    old = _ready(project, int(earlier))
    shown = diff(old, new)
    context = {"project": project, "nav": "versions", "old": old, "new": new, "shown": shown}
    context["diff"] = with_speakers(project, shown.data)
    return render(request, f"annotation/datasets/{'_diff' if request.htmx else 'diff'}.html", context)


@require_GET
@login_required
def version_export(request: HtmxRequest, slug: str, number: int, form: str) -> StreamingHttpResponse | HttpResponse:
    project = labels_for(request.user, slug)
    version = version_for(project, number)
    if form not in FORMATS:
        raise Http404(_("There is no such format."))
    if version.state != READY:
        messages.error(request, _("This version cannot be downloaded yet."))
        return redirect("annotation:version-detail", slug, number)
    try:
        return response(version, form)
    except NothingToProve as nothing:
        messages.error(request, str(nothing))
        return redirect("annotation:version-detail", slug, number)


def _ready(project: Project, number: int) -> DatasetVersion:
    version = version_for(project, number)
    if version.state != READY:
        raise Http404(_("Version %(number)s is not ready.") % {"number": number})
    return version
