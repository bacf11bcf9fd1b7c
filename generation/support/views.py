"""Bringing data in by page: upload or paste, say what the columns are, look at the first rows, start, read on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation import jobs
from generation.access import project_for
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Import, Project, Role
from generation.support.actions import begin, discard, keep_upload, run_import
from generation.support.forms import OptionsForm, UploadForm, mapping_from
from generation.support.frames import BRING_IN, rejected_as_csv
from generation.support.mapping import Mapping, lone_confidences
from generation.support.preview import choices, first_rows, of_nobody, preview, suggested
from generation.support.readers.formats import Format
from generation.support.readers.lines import FileProblem
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

INLINE_BYTES = 500_000  # a second's work; more goes to the worker
SHOWN_LINES = 50


@require_http_methods(["GET", "POST"])
@login_required
def import_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("generation:import-detail", slug, _readable(project, request.user, form).pk)
        except FileProblem as problem:
            form.add_error("file" if form.cleaned_data.get("file") else "rows", str(problem))
    pager = pager_for(request.GET, Import.objects.filter(project=project).select_related("created_by"), limit=20)
    codebook = Codebook.objects.current(project)
    context = {"project": project, "nav": "import", "form": form, "pager": pager, "codebook": codebook}
    return render(request, "generation/support/list.html", context)


def _readable(project: Project, author, form: UploadForm) -> Import:
    """The kept upload. FileProblem where it cannot be read: then nothing is kept."""
    data = form.cleaned_data
    record = keep_upload(project=project, author=author, kind=data["kind"], filename=data["name"], chunks=form.chunks())
    if problem := first_rows(record).problem:
        discard(record)
        message = _("The file cannot be read, so nothing was kept. Mend it and choose it again. Reason: %(problem)s")
        raise FileProblem(message % {"problem": problem})
    return record


@require_GET
@never_cache  # going back after the import shows its report, not the form that began it
@login_required
def import_detail(request: HtmxRequest, slug: str, import_id: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    record = _import(project, import_id)
    if record.state == Import.State.UPLOADED:
        return _columns(request, project, record)
    job = jobs.open_job(BRING_IN, f"import-{record.pk}") if record.state == Import.State.OPEN else None
    lines = record.rejected_lines.all()[:SHOWN_LINES]
    context = {"project": project, "nav": "import", "record": record, "lines": lines, "job": job}
    template = "generation/support/_state.html" if request.htmx else "generation/support/detail.html"
    return render(request, template, context)


@require_POST
@login_required
def import_start(request: HtmxRequest, slug: str, import_id: int) -> HttpResponse:
    """Look at the rows under another mapping (`do=preview`), or begin."""
    project = project_for(request.user, slug, role=Role.LEAD)
    record = _import(project, import_id)
    if record.state != Import.State.UPLOADED:
        if record.state == Import.State.OPEN and record.path:
            _enqueue(record)  # once more, where the job had failed
        return redirect("generation:import-detail", slug, record.pk)
    first = first_rows(record)
    mapping = mapping_from(request.POST, first.shown)
    if request.POST.get("do") == "preview":
        return _columns(request, project, record, mapping)
    try:
        begun = not first.problem and begin(record, mapping, first.columns)
    except ValidationError:
        return _columns(request, project, record, mapping, status=422)
    if begun and record.size <= INLINE_BYTES and record.format != Format.PARQUET:
        run_import(record)
    elif begun:
        _enqueue(record)
    return redirect("generation:import-detail", slug, record.pk)


@require_POST
@login_required
def import_delete(request: HtmxRequest, slug: str, import_id: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    discard(_import(project, import_id))
    messages.success(request, _("The file is thrown away; nothing was brought in."))
    return redirect("generation:import-list", slug)


@require_GET
@login_required
def import_rejected(request: HtmxRequest, slug: str, import_id: int) -> StreamingHttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    return rejected_as_csv(_import(project, import_id))


def _enqueue(record: Import) -> None:
    jobs.enqueue(BRING_IN, f"import-{record.pk}", project=record.project, args={"import": record.pk})


def _import(project: Project, import_id: int) -> Import:
    record = Import.objects.select_related("created_by", "project").filter(project=project, pk=import_id).first()
    if record is None:
        raise Http404(_("There is no such import."))
    return record


def _columns(
    request: HtmxRequest, project: Project, record: Import, mapping: Mapping | None = None, status: int = 200
) -> HttpResponse:
    codebook, first = Codebook.objects.current(project), first_rows(record)
    context = {"project": project, "nav": "import", "record": record, "first": first, "codebook": codebook}
    if codebook and not first.problem:
        spec = TaskSpec.from_json(codebook.as_spec())
        mapping = mapping or suggested(first, spec)
        rows, problems = preview(first, mapping, codebook)
        columns = [(name, *mapping.columns.get(name, "").partition("@")) for name in first.shown]
        options = OptionsForm(initial={"source": mapping.source, "origin": mapping.origin})
        context |= {
            "rows": rows, "problems": problems, "columns": columns, "choices": choices(spec),
            "lone": lone_confidences(mapping),
            "sources": mapping.sources,
            "claims": of_nobody(rows),
            "options": options, "usable": sum(row.draft is not None for row in rows),
        }  # fmt: skip
    template = "generation/support/_columns.html" if request.htmx else "generation/support/columns.html"
    return render(request, template, context, status=status)
