"""The codebook's pages: versions, editor with both faces beside it, differences."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from generation.access import project_for
from generation.codebooks.actions import discard_draft, learn, publish, save_draft
from generation.codebooks.begun import begun
from generation.codebooks.cells import Cell
from generation.codebooks.choices import offers
from generation.codebooks.diff import Change, compare, compare_prompts
from generation.codebooks.faces import PURPOSES, faces, purpose_of
from generation.codebooks.forms import boxes, edited, spec_from
from generation.codebooks.frames import published_rule_ids, rows_left_behind
from generation.codebooks.kinds import fitting
from generation.codebooks.lessons import Lesson, text_of
from generation.codebooks.revisions import DraftConflict, revision, revision_of
from generation.codebooks.rule_ids import with_rule_ids
from generation.codebooks.slips import slips
from generation.codebooks.starters import STARTERS
from generation.codebooks.turned import turned_since
from generation.codebooks.validation import looked_at
from generation.methods.taskspec import SpecError, TaskSpec
from generation.models import Codebook, Project, Role, Sample
from synthlab.http import HtmxRequest


@require_GET
@login_required
def codebook_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    codebooks = list(_visible(project).select_related("created_by", "published_by").order_by("-number"))
    published = [codebook for codebook in codebooks if codebook.is_published]
    for codebook, before in zip(published, published[1:], strict=False):
        codebook.before = before.number
    current = Codebook.objects.current(project)
    context = _context(project, codebooks=codebooks, published=published, current=current)
    if current:
        context["faces"] = faces(TaskSpec.from_json(current.as_spec()))
    return render(request, "generation/codebooks/list.html", context)


@require_GET
@login_required
def codebook_detail(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    project = project_for(request.user, slug)
    codebook = _codebook(project, number)
    shown = faces(TaskSpec.from_json(codebook.as_spec()), request.GET.get("face", "annotate"))
    before = _visible(project).published().filter(number__lt=number).order_by("-number").first()
    context = _context(project, codebook=codebook, faces=shown, before=before)
    newest = Codebook.objects.published().filter(project=project).order_by("-number").values_list("number", flat=True)
    context["may_doubt"] = before is not None and newest.first() == number and project.my_role == Role.LEAD
    return render(request, "generation/codebooks/detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def codebook_edit(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    if request.method == "GET":
        seen = revision_of(project)  # before the draft is read: a save between the two must not go unnoticed
        (spec, note), cell = _stored(project), Cell.of(request.GET.get("cell", ""))
        spec, focus = cell.begun(spec) if cell and "begin" in request.GET else (spec, "")
        return _editor(request, project, spec, note, seen, focus=focus)
    spec, do = spec_from(request.POST), request.POST.get("do", "save")
    note, seen = request.POST.get("note", ""), request.POST.get("seen", "")
    if do not in ("save", "publish"):
        spec, focus = edited(spec, do)
        return _editor(request, project, spec, note, seen, focus=focus)
    try:
        draft = save_draft(
            project=project,
            spec=fitting(spec),
            author=request.user,
            note=note,
            seen=request.POST.get("over", seen),
            cell=Cell.of(request.POST.get("cell", "")),
        )
        seen = revision(draft)
        if do == "publish":
            publish(codebook=draft, author=request.user)
    except DraftConflict as conflict:
        return _editor(request, project, spec, note, seen, conflict=conflict)
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return _editor(request, project, spec, note, seen, errors=found)
    if do == "publish":
        messages.success(request, _("Version %(number)d is published.") % {"number": draft.number})
        return _go(request, "generation:codebook-detail", slug, draft.number)
    messages.success(request, _("The draft is saved."))
    return (
        _editor(request, project, draft.as_spec(), draft.note, seen)
        if request.htmx
        else _go(request, "generation:codebook-edit", slug)
    )


@require_POST
@login_required
def codebook_preview(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    context = _context(
        project, **_numbered(project), **_preview(project, spec_from(request.POST), request.POST.get("face", "")),
        beside=True,
    )  # fmt: skip
    return render(request, "generation/codebooks/_preview.html", context)


@require_POST
@login_required
def codebook_discard(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    if discard_draft(project=project, author=request.user):
        messages.success(request, _("The draft is thrown away."))
    return redirect("generation:codebook-list", slug)


@require_POST
@login_required
def codebook_restore(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    """Start a draft from an older version: a codebook goes on, it never goes back."""
    project = project_for(request.user, slug, role=Role.LEAD)
    spec = _codebook(project, number).as_spec()
    save_draft(project=project, spec=spec, author=request.user, note=_("From version %(number)d") % {"number": number})
    messages.success(request, _("The draft now says what version %(number)d says.") % {"number": number})
    return redirect("generation:codebook-edit", slug)


@require_POST
@login_required
def codebook_lesson(request: HtmxRequest, slug: str) -> HttpResponse:
    """Take something from an item into the draft, and go back to where the lead was."""
    project, sent = project_for(request.user, slug, role=Role.LEAD), request.POST
    names = ("into", "text", "label", "question")
    lesson = Lesson(**{name: sent.get(name, "") for name in names})
    try:
        if number := sent.get("sample"):
            is_number = number.isdecimal() and len(number) < 19
            sample = get_object_or_404(Sample, project=project, pk=int(number) if is_number else 0)
            lesson = replace(lesson, text=text_of(sample, Codebook.objects.current(project)))
        draft = learn(project=project, lesson=lesson, author=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It stands in the draft of version %(number)d.") % {"number": draft.number})
    back = sent.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if here else reverse("generation:codebook-edit", args=[slug]))


@require_GET
@login_required
def codebook_diff(request: HtmxRequest, slug: str, number: int, other: int) -> HttpResponse:
    project = project_for(request.user, slug)
    old, new = _codebook(project, number), _codebook(project, other)
    before, after = old.as_spec(), new.as_spec()
    shown = purpose_of(request.GET.get("face", ""))
    context = _context(
        project, old=old, new=new, changes=compare(before, after), faces={"purpose": shown},
        prompts=compare_prompts(TaskSpec.from_json(before), TaskSpec.from_json(after), shown),
        numbers=_visible(project).order_by("-number").values_list("number", flat=True),
    )  # fmt: skip
    return render(request, "generation/codebooks/diff.html", context)


@require_GET
@login_required
def codebook_compare(request: HtmxRequest, slug: str) -> HttpResponse:
    """Where the form with two choices leads: to the address of that difference."""
    project = project_for(request.user, slug)
    chosen = [request.GET.get(name, "") for name in ("old", "new")]
    if not all(number.isascii() and number.isdigit() and len(number) < 9 for number in chosen):
        raise Http404(_("There is no such version of the codebook."))
    return redirect("generation:codebook-diff", project.slug, int(chosen[0]), int(chosen[1]))


def _context(project: Project, **more) -> dict:
    return {"project": project, "nav": "codebook", "is_lead": project.my_role == Role.LEAD, **more}


def _visible(project: Project):
    """Drafts are the leads' business."""
    codebooks = Codebook.objects.filter(project=project)
    return codebooks if project.my_role == Role.LEAD else codebooks.published()


def _codebook(project: Project, number: int) -> Codebook:
    found = _visible(project).with_parts().select_related("published_by").filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such version of the codebook."))
    return found


def _stored(project: Project) -> tuple[dict, str]:
    """The draft, else what is published, else a form to begin with."""
    draft = Codebook.objects.filter(project=project, published_at=None).with_parts().first()
    if draft:
        return draft.as_spec(), draft.note
    current = Codebook.objects.current(project)
    return (current.as_spec() if current else STARTERS["label"].spec()), ""


def _editor(
    request: HtmxRequest, project: Project, spec: dict, note: str, seen: str, *,
    errors: dict | None = None, conflict: DraftConflict | None = None, focus: str = "",
) -> HttpResponse:  # fmt: skip
    preview = _preview(project, spec, request.POST.get("face", ""))
    context = _context(
        project, cell=Cell.of((request.GET if request.method == "GET" else request.POST).get("cell", "")),
        form=boxes(spec, preview["offers"], errors or {}, focus), note=note, seen=seen, failed=bool(errors),
        note_errors=(errors or {}).get("note", []), conflict=conflict, **_numbered(project),
        **preview,
    )  # fmt: skip
    if not (context["draft"] or context["current"]):
        context["starters"] = STARTERS.items()
    if conflict:
        context["changes"] = _beside(project, spec)
    template = "generation/codebooks/_editor.html" if request.htmx else "generation/codebooks/edit.html"
    return render(request, template, context, status=409 if conflict else 422 if errors else 200)


def _beside(project: Project, typed: dict) -> list[Change]:
    """What was typed beside what is saved; nothing while it is too unfinished to be compared."""
    try:
        return compare(TaskSpec.from_json(_stored(project)[0]).to_json(), TaskSpec.from_json(typed).to_json())
    except SpecError:
        return []


def _numbered(project: Project) -> dict:
    """The draft, what is in force, and the number under which a draft is published."""
    versions = Codebook.objects.filter(project=project).order_by("-number")
    draft, current = versions.filter(published_at=None).first(), versions.published().first()
    number = draft.number if draft else current.number + 1 if current else 1
    return {"draft": draft, "current": current, "number": number}


def _preview(project: Project, spec: dict, purpose: str) -> dict:
    typed = {**fitting(spec), "rules": with_rule_ids(spec["rules"], published_rule_ids(project))}
    read, problems = looked_at(typed)
    shown = {"purposes": PURPOSES.items(), "offers": offers(read)}
    if problems:
        return shown | {"faces": begun(read, problems, purpose)}
    left = rows_left_behind(project, read) + turned_since(project, read.to_json())
    return shown | {"faces": faces(read, purpose), "slips": slips(read), "left": left}


def _go(request: HtmxRequest, name: str, *args) -> HttpResponse:
    response = redirect(name, *args)
    return HttpResponseClientRedirect(response.url) if request.htmx else response
