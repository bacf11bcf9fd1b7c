"""The thread of a sample, the names that complete in it, and where a person is named."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from annotation.comments.actions import read_of_sample, read_until, say, withdraw
from annotation.comments.threads import mentions_of, names_like, thread_of, told
from annotation.models import Comment
from generation.access import project_for
from generation.models import Project, Role, Sample
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

PAGE = 50
MOST_DIGITS = 18


@require_POST
@login_required
def comment_create(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    sample = get_object_or_404(Sample, pk=pk, project=project)
    text = request.POST.get("text", "")
    try:
        say(project=project, sample=sample, author=request.user, text=text)
    except ValidationError as error:
        return _thread(request, project, pk, text=text, error=" ".join(error.messages))
    return _thread(request, project, pk)


@require_POST
@login_required
def comment_withdraw(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    comment = get_object_or_404(Comment, pk=pk, project=project)
    comment.project = project
    withdraw(comment=comment, by=request.user)
    return _thread(request, project, comment.sample_id)


@require_GET
@login_required
def comment_names(request: HtmxRequest, slug: str) -> HttpResponse:
    """Who the letters after an @ may stand for."""
    project = project_for(request.user, slug)
    names = names_like(request.user, project, request.GET.get("q", ""))
    return render(request, "annotation/comments/_names.html", {"names": names})


@require_GET
@login_required
def mention_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    pager = pager_for(request.GET, mentions_of(request.user, project), limit=PAGE)
    rows = told(request.user, project, pager.items)
    newest = max((row["id"] for row in rows), default=0)
    context = {"project": project, "nav": "mentions", "mentions": rows, "pager": pager, "newest": newest}
    context["unread"] = any(row["unread"] and not row["hidden"] for row in rows)
    return render(request, "annotation/comments/mentions.html", context)


@require_POST
@login_required
def mention_seen(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    if (last := _number(request, "until")) is not None:
        read_until(user=request.user, project=project, last=last)
    if (sample := _number(request, "sample")) is not None:
        read_of_sample(user=request.user, project=project, sample_id=sample)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("annotation:mention-list", project.slug)


def _number(request: HtmxRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _thread(request: HtmxRequest, project: Project, sample_id: int, *, text: str = "", error: str = "") -> HttpResponse:
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect(reverse("annotation:sample-detail", args=[project.slug, sample_id]) + "#comments")
    context = {"project": project, "sample_id": sample_id, "thread": thread_of(request.user, project, sample_id)}
    context |= {"text": text, "error": error}
    return render(request, "annotation/comments/_thread.html", context, status=422 if error else 200)
