"""The annotator's room: one item, the codebook beside it, and the next item ready."""

from collections.abc import Callable, Collection, Iterable
from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.models import Annotation, Assignment, Item
from annotation.queue.actions.answer import submit
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE
from annotation.queue.actions.undo import undo_flag, undo_skip
from annotation.queue.draft_turns import draft_waits
from annotation.queue.frames import assignment_for, hides_now, policy_of, spec_of
from annotation.queue.refusals import Refused
from annotation.queue.together import together_refused
from annotation.review.actions import AT_HAND, items_at_hand, items_by, told_where_always
from annotation.review.forms import AnswerForm
from annotation.review.frames import as_last, came_back, last_answer, last_passed, progress_of, version_told
from annotation.review.nothing import why_nothing
from annotation.review.own_answers import as_posted
from annotation.review.views.cards import Card, card_of
from annotation.review.views.passing import passed_on, passing_undone, refused
from generation.access import project_for
from generation.methods.guide import guide
from generation.models import Codebook, Project, Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def review(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    codebook_id = CODEBOOK_IN_FORCE.first(project=project.pk)
    held = items_by(codebook_id, project=project, user=request.user)
    again, first = came_back(request.user, held), request.GET.get("first")
    # What was taken back comes before what is new, also after a closed tab.
    held.sort(key=lambda one: (one.lease != first, one.lease not in again, -one.pk if one.lease in again else one.pk))
    last = last_answer(request.user, project)
    return render(
        request,
        "annotation/review/page.html",
        {
            **_context(request, project),
            "nav": "review",
            "cards": _cards(held, came_back=again),
            "codebook": Codebook.objects.filter(pk=codebook_id).only("id", "number").first(),
            "guide": guide(spec_of(codebook_id)) if codebook_id else None,
            "empty": None if held else why_nothing(project, request.user),
            "last": last,
            "passed": last_passed(request.user, project),
            "version": version_told(held, codebook_id, last),
            **_similar(project, codebook_id),
            "draft_waits": draft_waits(request.user, project),
        },
    )


def _similar(project: Project, codebook_id: int | None) -> dict:
    """Whether similar items may be answered together, or why not where the lead offers it."""
    if codebook_id is None:
        return {}
    policy = policy_of(project)
    refused = together_refused(policy, spec_of(codebook_id))
    return {"similar": refused is None, "not_similar": str(refused) if refused and policy.batches else ""}


@require_POST
@login_required
def review_answer(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project, assignment = _mine(request, slug, lease)
    form = AnswerForm(request.POST, spec=spec_of(assignment.codebook_id), lease=lease)
    if not form.is_valid():
        return _again(request, project, assignment, form)
    given = form.cleaned_data
    try:
        annotation = submit(
            assignment=assignment,
            answers=form.answers(),
            seconds=given["seconds"],
            comment=given["comment"],
            rule=given["rule"],
        )
    except ValidationError as error:
        form.refuse(error)
        return _again(request, project, assignment, form)
    except Refused as refusal:
        return refused(request, refusal, partial(after, request, project))
    return after(request, project, last=told_where_always(annotation))


@require_POST
@login_required
def review_skip(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project, assignment = _mine(request, slug, lease)

    def act() -> str:
        skip(assignment=assignment, reason=request.POST.get("reason", ""))
        return _skipped(assignment.item)

    return passed_on(request, act, partial(after, request, project))


@require_POST
@login_required
def review_flag(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    project, assignment = _mine(request, slug, lease)

    def act() -> str:
        flag(assignment=assignment, reason=request.POST.get("reason", ""))
        return _("Flagged. A lead will look at it.")

    return passed_on(request, act, partial(after, request, project))


@require_POST
@login_required
def review_unskip(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    """A skip taken back: the item is before its person again."""
    return _passing_undone(request, slug, lease, undo_skip)


@require_POST
@login_required
def review_unflag(request: HtmxRequest, slug: str, lease: str) -> HttpResponse:
    """A flag taken back: so is it then."""
    return _passing_undone(request, slug, lease, undo_flag)


def _passing_undone(request: HtmxRequest, slug: str, lease: str, undo: Callable[..., Assignment]) -> HttpResponse:
    project, assignment = _mine(request, slug, lease)
    return passing_undone(request, partial(undo, assignment=assignment), partial(after, request, project))


def _skipped(item: Item) -> str:
    """Of a check it says what it says of any item."""
    if item.state == Item.State.FLAGGED:
        return _("Skipped, as by others before: a lead decides this item now.")
    return _("Skipped: the item goes to somebody else, if there is anybody.")


def after(
    request: HtmxRequest,
    project: Project,
    *,
    last: Annotation | None = None,
    again: Assignment | None = None,
    undoes: bool = True,
    status: int = 200,
) -> HttpResponse:
    """What follows an answer: the page without a script; with it the parts that changed and the items it lacks.

    `again` is an item that came back and is to be shown now. Without `undoes` what was passed on, and stands, is not
    offered to be taken back once more.
    """
    if not request.htmx:
        first = f"?first={again.lease}" if again else ""
        return HttpResponse(status=302, headers={"Location": redirect("annotation:review", project.slug).url + first})
    held = items_at_hand(project=project, user=request.user)
    there = set(request.POST.get("have", "").split(","))
    passed = None if last or not undoes else last_passed(request.user, project)
    last = as_last(last) if last else last_answer(request.user, project)
    shown = [again, *held] if again else held
    context = {
        **_context(request, project),
        "cards": _cards((one for one in held if one.lease not in there), came_back={again.lease} if again else ()),
        "held": [assignment.lease for assignment in held],
        "again": again,
        "hides": any(hides_now(one) for one in held if one.look or not one.blind),
        "last": last,
        "passed": passed,
        "version": version_told(shown, _in_force(project, held), last),
        "empty": None if held else why_nothing(project, request.user),
    }
    return render(request, "annotation/review/_after.html", context, status=status)


def _cards(held: Iterable[Assignment], *, came_back: Collection[str]) -> list[Card]:
    """The items of the leases in `came_back` with what their person had answered before they took it back."""
    return [card_of(one, _taken_back(one) if one.lease in came_back else None) for one in held]


def _taken_back(assignment: Assignment) -> AnswerForm | None:
    mine = Annotation.objects.filter(item=assignment.item_id, user=assignment.user_id, undone_at__isnull=False)
    before = mine.filter(codebook=assignment.codebook_id).order_by("-id").first()
    if before is None:
        return None
    spec = spec_of(assignment.codebook_id)
    return AnswerForm(as_posted(spec, before), spec=spec, lease=assignment.lease)


def _context(request: HtmxRequest, project: Project) -> dict:
    return {"project": project, "progress": progress_of(request.user, project)}


def _mine(request: HtmxRequest, slug: str, lease: str) -> tuple[Project, Assignment]:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    return project, assignment_for(request.user, project, lease)


def _again(request: HtmxRequest, project: Project, assignment: Assignment, form: AnswerForm) -> HttpResponse:
    """The same card with what was wrong."""
    card = card_of(assignment, form)
    context = {"project": project, "card": card, "cards": [card], "last": None, "progress": None}
    if request.htmx:
        return render(request, "annotation/review/_card.html", context, status=422)
    context |= _context(request, project)
    context |= {"nav": "review", "guide": guide(card.spec), "codebook": assignment.codebook}
    return render(request, "annotation/review/page.html", context, status=422)


def _in_force(project: Project, held: list[Assignment]) -> int | None:
    """The codebook in force. What was handed out just now goes by it, and the queue has read it for that."""
    if len(held) >= AT_HAND:
        return max(assignment.codebook_id for assignment in held)
    return CODEBOOK_IN_FORCE.first(project=project.pk)
