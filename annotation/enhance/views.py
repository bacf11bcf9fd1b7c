"""Labels proposed without people: ask for some, see what they would change, take them into use and back."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotation.asked.forms import refuse
from annotation.asked.frames import labels_by
from annotation.certificate.notices import exchanged_labels_begin_anew
from annotation.enhance.asking import audited, job_of, put_back, start_enhancement, switching, use
from annotation.enhance.forms import AskingForm, EnhancementForm
from annotation.enhance.frames import enhancement_for, enhancements_of, examples
from annotation.enhance.labelling import price_of_asking
from annotation.enhance.rounds import why_no_next
from annotation.enhance.shapes import matrix, name_of, notes_of, precision, sources, steps
from annotation.methods.enhancement.words import IN_ROUNDS
from annotation.models import Enhancement
from annotation.queue.blind import asked_blind
from generation.access import labels_for, project_for
from generation.models import Codebook, Endpoint, Project, Role
from generation.talks import in_short, talks_of
from generation.waiting import waiting
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

SHOWN_CHARACTERS = 300
RUNNING = Enhancement.State.RUNNING


@require_http_methods(["GET", "POST"])
@login_required
def enhancement_list(request: HtmxRequest, slug: str) -> HttpResponse:
    """The form, for leads, and what came of it so far; POST asks for one."""
    if request.method == "POST":
        return _start(request, project_for(request.user, slug, role=Role.LEAD))
    return _list(request, labels_for(request.user, slug), EnhancementForm())


def _start(request: HtmxRequest, project: Project) -> HttpResponse:
    form = EnhancementForm(request.POST)
    if form.is_valid():
        try:
            made = start_enhancement(project=project, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect("annotation:enhancement-list", project.slug)
        return redirect("annotation:enhancement", project.slug, made.pk)
    return _list(request, project, form)


@require_POST
@login_required
def enhancement_ask(request: HtmxRequest, slug: str) -> HttpResponse:
    """Have a method ask a model. POST with do=start begins; any other shows the price anew."""
    project = project_for(request.user, slug, role=Role.LEAD)
    form = AskingForm(request.POST, project=project)
    if request.POST.get("do") == "start" and form.is_valid():
        try:
            chosen = {name: form.cleaned_data[name] for name in ("method", "sure")}
            chosen |= {"asked": form.asked(), "follows": form.round_before()}
            made = start_enhancement(project=project, by=request.user, **chosen)
        except ValidationError as problem:
            refuse(form, problem)
        else:
            return redirect("annotation:enhancement", slug, made.pk)
    if request.htmx:
        context = {"project": project, "form": form, **_priced(project, form)}
        return render(request, "annotation/asked/_price.html", context, status=422 if form.errors else 200)
    return _list(request, project, EnhancementForm(), form)


def _priced(project: Project, form: AskingForm) -> dict:
    if form.is_bound and not form.is_valid():
        return {"price": None}
    try:
        price, count = price_of_asking(project=project, **form.priced())
    except ValidationError as problem:
        return {"price": None, "lacks": problem.messages}
    endpoint = form.priced()["endpoint"]
    told = {"simulated": endpoint.simulated, "itself": _itself(project, endpoint), "at_most": True}
    return {"price": price, "count": count} | told


def _itself(project: Project, endpoint: Endpoint) -> str:
    if not labels_by(project, endpoint.model):
        return ""
    return _("This model has written or labelled rows of the project: it tends to repeat its mistakes, and labels that "
             "it gets wrong twice stay as they are. Another model finds more of them.")  # fmt: skip


def _list(
    request: HtmxRequest, project: Project, form: EnhancementForm, asking: AskingForm | None = None
) -> HttpResponse:
    has_model = project.my_role == Role.LEAD and project.endpoints.exists()
    asking = asking or (AskingForm(project=project, follows=request.GET.get("follows", "")) if has_model else None)
    pager = pager_for(request.GET, enhancements_of(project))
    rows = [{"enhancement": one, "name": name_of(one)} for one in pager.items]
    context = {"project": project, "nav": "signals", "form": form, "rows": rows, "pager": pager}
    context |= {"asking": asking, **(_priced(project, asking) if asking else {})}
    is_wrong = form.errors or (asking and asking.errors)
    return render(request, "annotation/enhance/list.html", context, status=422 if is_wrong else 200)


@require_GET
@login_required
def enhancement(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """What it would change; a fragment while it is being made or labels are brought in line."""
    project = labels_for(request.user, slug)
    made = enhancement_for(project, pk)
    job = job_of(made) if made.state == RUNNING else None
    context = {
        "project": project,
        "nav": "signals",
        "made": made,
        "name": name_of(made),
        "progress": job.progress if job else {},
        "waits": waiting(job),
        "switching": switching(project),
        "audit_begins_anew": exchanged_labels_begin_anew(project) if made.changed else "",
    }
    reckoned = audited(made) if made.state == Enhancement.State.DONE else None
    if reckoned:
        context |= {
            "notes": notes_of(made),
            "matrix": matrix(made),
            "steps": steps(made),
            "sources": sources(made),
            "precision": precision(made),
            "no_next": _no_next(project, made),
            "audited": reckoned.data if reckoned.report else None,
            "reckoned": reckoned,
            "examples": _examples(request.user, project, made, reckoned.data.get("examples")),
        }
    pending = reckoned is None or reckoned.pending or context["switching"]
    context["shown"] = SimpleNamespace(pending=pending, due_in=reckoned.due_in if reckoned else 0)
    if made.state == Enhancement.State.FAILED:
        context["shown"] = None
    return render(request, f"annotation/enhance/{'_detail' if request.htmx else 'detail'}.html", context)


def _no_next(project: Project, made: Enhancement) -> str | None:
    """Why no round can follow; "" where one can, None where nobody would ask for one."""
    if project.my_role != Role.LEAD or made.method not in IN_ROUNDS:
        return None
    return why_no_next(made, Codebook.objects.current(project))


@require_POST
@login_required
def enhancement_use(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    made = enhancement_for(project_for(request.user, slug, role=Role.LEAD), pk)
    try:
        use(enhancement=made, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Its labels hold from now on for rows that nobody has answered."))
    return redirect("annotation:enhancement", slug, pk)


@require_POST
@login_required
def enhancement_back(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    made = enhancement_for(project_for(request.user, slug, role=Role.LEAD), pk)
    put_back(enhancement=made, by=request.user)
    messages.success(request, _("The labels that held before hold again."))
    return redirect("annotation:enhancement", slug, pk)


def _examples(user, project: Project, made: Enhancement, kept: dict | None) -> dict[str, list[dict]]:
    """Of those that the worker kept, without the rows that they are being asked about blind."""
    if not kept:
        return {}
    found = examples(made, kept, asked_blind(user, project))
    codebook = Codebook.objects.current(project)
    talks = talks_of(codebook.fields if codebook else [])
    for rows in found.values():
        for row in rows:
            row["text"] = in_short(row["sample"].fields, talks, most=SHOWN_CHARACTERS)
    return found
