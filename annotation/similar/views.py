"""Items alike on one page: one label for all of them, exceptions left out."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from annotation.models import Annotation, Assignment
from annotation.queue.actions.similar import (
    Outcome,
    ask_one_by_one,
    return_similar,
    submit_similar,
    undo_similar,
)
from annotation.queue.frames import spec_of
from annotation.queue.refusals import LeaseGone, Refused
from annotation.queue.together import batches_held, of_batch
from annotation.review.forms import AnswerForm
from annotation.review.frames import progress_of
from annotation.review.own_answers import as_posted
from annotation.review.views.cards import item_of, questions_of
from annotation.review.views.keys import keys_of
from annotation.similar.actions import similar_at_hand
from annotation.similar.frames import last_batch
from generation.access import project_for
from generation.methods.guide import guide
from generation.models import Project, Role
from synthlab.http import HtmxRequest

#: With more labels than these they take too much of a phone to stay in sight.
FEW = 4


@require_GET
@login_required
def similar(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    first = request.GET.get("first", "")
    held, why = _at_hand(request, project, first)
    came_back = _taken_back(held) if held and held[0].batch == first else None
    return _page(request, project, held, why=why, form=came_back)


@require_POST
@login_required
def similar_answer(request: HtmxRequest, slug: str, batch: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    mine, leases = of_batch(request.user, project, batch), request.POST.getlist("item")
    if not mine:
        return _gone(request, project, [str(LeaseGone())])
    chosen = [one for one in mine if one.lease in leases]
    form = AnswerForm(request.POST, spec=spec_of((chosen or mine)[-1].codebook_id), lease=batch)
    if not form.is_valid():
        return _again(request, project, batch, chosen, form)
    try:
        done = submit_similar(
            project=project,
            user=request.user,
            batch=batch,
            leases=leases,
            answers=form.answers(),
            seconds=form.cleaned_data["seconds"],
        )
    except ValidationError as error:
        form.refuse(error)
        return _again(request, project, batch, chosen, form)
    except Refused as refusal:
        return _gone(request, project, [str(refusal)])
    if not done.stored:
        return _nothing_stored(request, project, batch, chosen, done)
    _tell(request, done)
    return _after(request, project)


@require_POST
@login_required
def similar_apart(request: HtmxRequest, slug: str, batch: str) -> HttpResponse:
    """They do not belong together: each is asked by itself, in the room."""
    return _leave(request, slug, batch, ask_one_by_one)


@require_POST
@login_required
def similar_return(request: HtmxRequest, slug: str, batch: str) -> HttpResponse:
    return _leave(request, slug, batch, return_similar)


@require_POST
@login_required
def similar_undo(request: HtmxRequest, slug: str, batch: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    done = undo_similar(project=project, user=request.user, batch=batch)
    for said in sorted(set(done.refused.values())):
        messages.warning(request, said)
    if done.stored:
        n = len(done.stored)
        messages.info(request, ngettext("%(n)d answer taken back.", "%(n)d answers taken back.", n) % {"n": n})
    return redirect(f"{reverse('annotation:similar', args=[slug])}?{urlencode({'first': batch})}")


def _leave(request: HtmxRequest, slug: str, batch: str, leave: Callable[..., int]) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    try:
        leave(project=project, user=request.user, batch=batch)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("annotation:review", slug)


def _tell(request: HtmxRequest, done: Outcome) -> None:
    n = len(done.stored)
    messages.success(request, ngettext("%(n)d item answered.", "%(n)d items answered.", n) % {"n": n})
    if done.refused:
        n = len(done.refused)
        said = ngettext("%(n)d item could not be stored.", "%(n)d items could not be stored.", n) % {"n": n}
        messages.warning(request, " ".join([said, *sorted(set(done.refused.values()))]))
    if done.left:
        messages.info(request, _("What you left out comes to you one by one, in the room."))


def _nothing_stored(
    request: HtmxRequest, project: Project, batch: str, chosen: list[Assignment], done: Outcome
) -> HttpResponse:
    """The items as a group again, with what was ticked, where their person still holds them."""
    held = _held(request, project, batch)
    if not held:
        return _gone(request, project, sorted(set(done.refused.values())))
    if held[0].codebook_id == chosen[-1].codebook_id:
        messages.warning(request, " ".join([_("Nothing was stored."), *sorted(set(done.refused.values()))]))
    else:
        said = _(
            "Nothing was stored: version %(number)d of the codebook came into force meanwhile. The items are here "
            "again, with what you had left out; choose the label by the new version."
        )
        messages.warning(request, said % {"number": held[0].codebook.number})
    return _again(request, project, batch, chosen, None)


def _again(
    request: HtmxRequest, project: Project, batch: str, chosen: list[Assignment], form: AnswerForm | None
) -> HttpResponse:
    """The same group with what was ticked and what was wrong. Another version of the codebook asks anew."""
    held = _held(request, project, batch)
    if chosen and held and held[0].codebook_id != chosen[-1].codebook_id:
        form = None
    return _page(request, project, held, form=form, chosen={one.item_id for one in chosen}, status=422)


def _gone(request: HtmxRequest, project: Project, why: list[str]) -> HttpResponse:
    messages.warning(request, " ".join([_("Nothing was stored."), *why]))
    return _after(request, project, status=409)


def _after(request: HtmxRequest, project: Project, *, status: int = 200) -> HttpResponse:
    """What follows: the page without a script; with it the next group and what changed beside it."""
    if not request.htmx:
        return redirect("annotation:similar", project.slug)
    held, why = _at_hand(request, project)
    return _page(request, project, held, why=why, status=status)


def _at_hand(request: HtmxRequest, project: Project, first: str = "") -> tuple[list[Assignment], str]:
    """The group of this person, or why there is none."""
    try:
        return similar_at_hand(project=project, user=request.user, first=first), ""
    except Refused as refusal:
        return [], str(refusal)


def _taken_back(held: list[Assignment]) -> AnswerForm | None:
    """The form with the answer that a group was given before its person took it back."""
    one = held[0]
    given = Annotation.objects.filter(user=one.user_id, item=one.item_id, codebook=one.codebook_id)
    before = given.exclude(undone_at=None).order_by("-id").first()
    spec = spec_of(one.codebook_id)
    return before and AnswerForm(as_posted(spec, before), spec=spec, lease=one.batch)


def _held(request: HtmxRequest, project: Project, batch: str) -> list[Assignment]:
    return [one for one in of_batch(request.user, project, batch) if one.state == Assignment.State.HELD]


def _page(
    request: HtmxRequest,
    project: Project,
    held: list[Assignment],
    *,
    why: str = "",
    form: AnswerForm | None = None,
    chosen: set[int] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or what changed of it. `chosen` are the items that are ticked, by key; all where it is None."""
    context = {
        "project": project,
        "nav": "review",
        "progress": progress_of(request.user, project),
        "why": why,
        "last": None if form else last_batch(request.user, project),
        "batches": batches_held(request.user, project) if held and not request.htmx else [],
    }
    if held:
        context |= _group(held, form, {one.item_id for one in held} if chosen is None else chosen)
    template = "annotation/similar/_after.html" if request.htmx else "annotation/similar/page.html"
    return render(request, template, context, status=status)


def _group(held: list[Assignment], form: AnswerForm | None, chosen: set[int]) -> dict:
    first = held[0]
    spec = spec_of(first.codebook_id)
    form = form or AnswerForm(spec=spec, lease=first.batch)
    rows = [
        {"assignment": one, "shown": item_of(one.item.sample, spec, one.lease), "chosen": one.item_id in chosen}
        for one in held
    ]
    return {
        "batch": first.batch,
        "rows": rows,
        "form": form,
        "questions": questions_of(spec, form, {}, first.batch),
        "keys": keys_of(spec),
        "few": len(spec.questions[0].labels) <= FEW,
        "guide": guide(spec),
        "codebook": first.codebook,
    }
