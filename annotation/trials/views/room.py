"""The review room for items that are answered by a draft of the codebook."""

from collections.abc import Callable, Collection
from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.models import DraftTurn, Half, TrialAnswer
from annotation.queue.draft_turns import ended_turns, last_answer, last_passed, own_draft_answers, taken_back
from annotation.queue.frames import spec_of
from annotation.queue.refusals import Refused
from annotation.review.actions import AT_HAND
from annotation.review.forms import AnswerForm
from annotation.review.own_answers import as_posted
from annotation.review.views.cards import Card, Doors, card_of
from annotation.review.views.passing import passed_on, passing_undone, refused
from annotation.saying import in_words
from annotation.trials.actions.turns import answer, at_hand, flag, skip, turn_of, undo_flag, undo_skip
from generation.access import project_for
from generation.codebooks.diff import compare
from generation.methods.guide import guide
from generation.models import Codebook, Project, Role
from synthlab.http import HtmxRequest

DOORS = Doors(answer="annotation:draft-answer", skip="annotation:draft-skip", flag="annotation:draft-flag", tells=False)


@require_GET
@login_required
def draft_room(request: HtmxRequest, slug: str) -> HttpResponse:
    """The item at hand with the draft beside it, and what the draft changes; an item of another draft comes after."""
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    held = at_hand(project=project, user=request.user, count=AT_HAND)
    first = request.GET.get("first")
    again = taken_back(request.user, held)
    held.sort(key=lambda turn: (turn.lease != first, turn.lease not in again))
    context = _context(request, project, held, last=last_answer(request.user, project), came_back=again)
    context["passed"] = last_passed(request.user, project)
    return render(request, "annotation/trials/room.html", context | _draft(held))


@require_POST
@login_required
def draft_answer(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    try:
        turn = turn_of(project, request.user, lease)
        form = AnswerForm(request.POST, spec=spec_of(turn.codebook_id), lease=lease)
        if not form.is_valid():
            return _again(request, project, turn, form)
        given = {name: form.cleaned_data[name] for name in ("seconds", "comment", "rule")}
        stored = answer(project=project, user=request.user, lease=lease, answers=form.answers(), **given)
    except ValidationError as error:
        form.refuse(error)
        return _again(request, project, turn, form)
    except Refused as refusal:
        return refused(request, refusal, partial(after, request, project))
    return after(request, project, last=stored)


@require_POST
@login_required
def draft_skip(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)

    def act() -> str:
        skip(project=project, user=request.user, lease=lease, reason=request.POST.get("reason", ""))
        return _("Skipped. You are not asked about it by this draft again.")

    return passed_on(request, act, partial(after, request, project))


@require_POST
@login_required
def draft_flag(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)

    def act() -> str:
        flag(project=project, user=request.user, lease=lease, reason=request.POST.get("reason", ""))
        return _("Flagged. The lead who tries the draft will read it.")

    return passed_on(request, act, partial(after, request, project))


@require_POST
@login_required
def draft_unskip(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    return _passing_undone(request, slug, lease, undo_skip)


@require_POST
@login_required
def draft_unflag(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    return _passing_undone(request, slug, lease, undo_flag)


def _passing_undone(request: HtmxRequest, slug: str, lease: str, undo: Callable[..., DraftTurn]) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    held = partial(undo, project=project, user=request.user, lease=lease)
    return passing_undone(request, held, partial(after, request, project))


def after(
    request: HtmxRequest,
    project: Project,
    *,
    last: TrialAnswer | None = None,
    again: DraftTurn | None = None,
    undoes: bool = True,
    status: int = 200,
) -> HttpResponse:
    """What follows an answer, as in the review room: the page without a script, with it the parts that changed."""
    if not request.htmx:
        first = f"?first={again.lease}" if again else ""
        return redirect(reverse("annotation:draft-room", args=[project.slug]) + first)
    held = at_hand(project=project, user=request.user, count=AT_HAND)
    there = set(request.POST.get("have", "").split(","))
    passed = None if last or not undoes else last_passed(request.user, project)
    last = last or last_answer(request.user, project)
    context = _context(request, project, held, last=last, came_back={again.lease} if again else ())
    context["passed"] = passed
    context["cards"] = [card for card in context["cards"] if card.assignment.lease not in there]
    leases = [turn.lease for turn in held]
    context |= {"held": leases, "again": again, "gone": _why_gone(request.user, project, there - {"", *leases})}
    return render(request, "annotation/trials/_after.html", context, status=status)


def _context(
    request: HtmxRequest,
    project: Project,
    held: list[DraftTurn],
    last: TrialAnswer | None,
    came_back: Collection[str] = (),
) -> dict:
    """The items of the leases in `came_back` stand there with what its person had answered before they took it back."""
    if last:
        fields = last.item.item.sample.fields
        last.words = in_words(spec_of(last.codebook_id), last.answers, lambda: fields)
    return {
        "project": project,
        "nav": "review",
        "cards": [card_of(turn, _taken_back(turn) if turn.lease in came_back else None, DOORS) for turn in held],
        "last": last,
        "given": own_draft_answers(request.user, project).filter(undone_at=None).count(),
        "empty": None if held else _nothing(project),
    }


def _why_gone(user, project: Project, lost: set[str]) -> str:
    """Why items that the page still shows are this person's no more; "" where their time had run out."""
    turn = next((one for one in ended_turns(user, project) if one.lease in lost), None) if lost else None
    if turn is None:
        return ""
    if turn.state == DraftTurn.State.HELD:
        return _("Another version of the codebook is in force by now: nobody is asked about that item any more.")
    if turn.place.half == Half.HELD_OUT and turn.place.split.has_begun_to_judge:
        return _("The held-out items have begun to judge the draft: nobody is asked about that item any more.")
    return _("The lead no longer asks for an answer to that item.")


def _draft(held: list[DraftTurn]) -> dict:
    """The draft of the first item: as a guide, and what of it is new."""
    if not held:
        return {}
    spec = spec_of(held[0].codebook_id)
    base, draft = held[0].place.split.base_id, held[0].codebook_id
    before = Codebook.objects.with_parts().get(pk=base)
    now = Codebook.candidates.with_parts().get(pk=draft)
    return {"guide": guide(spec), "draft": now, "base": before, "changes": compare(before.as_spec(), now.as_spec())}


def _again(request: HtmxRequest, project: Project, turn: DraftTurn, form: AnswerForm) -> HttpResponse:
    """The same card with what was wrong."""
    card: Card = card_of(turn, form, DOORS)
    if request.htmx:
        return render(request, "annotation/review/_card.html", {"project": project, "card": card}, status=422)
    context = _context(request, project, [turn], last=None) | {"cards": [card]} | _draft([turn])
    return render(request, "annotation/trials/room.html", context, status=422)


def _nothing(project: Project) -> dict:
    return {
        "icon": "circle-check",
        "title": _("No item waits for you by a draft"),
        "text": _("Thank you. What you said helps to word the next version of the codebook."),
        "url_name": "annotation:review",
        "action": _("Back to the queue"),
    }


def _taken_back(turn: DraftTurn) -> AnswerForm | None:
    mine = TrialAnswer.objects.filter(item=turn.place_id, user=turn.user_id, codebook=turn.codebook_id)
    before = mine.filter(undone_at__isnull=False).order_by("-id").first()
    if before is None:
        return None
    spec = spec_of(turn.codebook_id)
    return AnswerForm(as_posted(spec, before), spec=spec, lease=turn.lease)
