"""REST of answering by a draft: a lead asks people, people take items and answer, the lead reads what came of it."""

from dataclasses import asdict

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from annotation.models import DraftTurn, Half, Trial, TrialAnswer
from annotation.queue.api import conflict
from annotation.queue.blind import silent_samples
from annotation.queue.draft_turns import own_draft_answers
from annotation.queue.frames import spec_of
from annotation.trials.actions.people import ask_people, withdraw
from annotation.trials.actions.turns import answer, correct, flag, skip, take, undo
from annotation.trials.draft_schemas import (
    AskedOut,
    AskIn,
    AskNoMoreIn,
    DraftAnswerIn,
    DraftAnswerOut,
    DraftAnswerPage,
    DraftCorrection,
    DraftItemOut,
    DraftReason,
    PeopleByDraftOut,
    WithdrawnOut,
)
from annotation.trials.frames import trial_for
from annotation.trials.people import (
    comparison_of,
    counted_by_label,
    flags_of,
    progress_of,
    question_of,
    read_items,
    turns_by_state,
)
from generation.access import labels_for, project_for
from generation.methods.guide import guide
from generation.models import Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["tries"])


# -- the lead ----------------------------------------------------------------------------------------------------------
@router.post("projects/{slug}/tries/{number}/people", response={201: AskedOut})
def ask_people_by_draft(request: HttpRequest, slug: str, number: int, payload: AskIn):
    """Ask people to answer items by a try's draft.

    In the review room, blind, beside the queue: nothing of it labels an item. `{number}` is that of a try on the
    development half, `half` which of the halves people answer. No lead answers held-out items, nor reads what is said
    of them before they have judged.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    turns = ask_people(trial=trial_for(project, number), by=request.user, **payload.dict())
    return Status(201, {"asked": len(turns)})


@router.post("projects/{slug}/tries/{number}/people/withdraw", response=WithdrawnOut)
def ask_no_further(request: HttpRequest, slug: str, number: int, payload: AskNoMoreIn | None = None):
    """Ask no further by a try's draft.

    What nobody has in hand goes; answers stay.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    half = (payload or AskNoMoreIn()).half
    return {"withdrawn": withdraw(trial=trial_for(project, number), by=request.user, half=half)}


@router.get("projects/{slug}/tries/{number}/people", response=PeopleByDraftOut)
def read_people_by_draft(request: HttpRequest, slug: str, number: int, question: str = ""):
    """Read what people say by a try's draft.

    To one question of the codebook: without `question` the one that leads the try's report. Held against what people
    said by the version in force, and against the model's answers; all of it is of the items
    that people answered by the draft. Items that the asking person is being asked about themselves are left out of
    `rows`. Of the held-out half `held_out` says how many were answered; the try that judges tells the rest, once it
    has judged.
    """
    project = labels_for(request.user, slug)
    trial = trial_for(project, number)
    asked, reads = question_of(trial, question), read_items(trial, question)
    if question and (asked is None or asked.name != question):
        raise Http404(_("The try judges no question of this name."))
    told, silent = comparison_of(reads), _silent(request, project, reads)
    flags = [
        {"sample": turn.item.sample_id, "who": turn.user.username, "state": turn.state, "reason": turn.reason}
        for turn in flags_of(trial)
    ]
    return {
        "half": trial.half,
        "question": asked.name if asked else "",
        "held_out": _progress(trial),
        "turns": turns_by_state(trial),
        **{name: getattr(told, name) for name in ("items", "answers", "again", "undecided")},
        "changed": told.changed.as_json(),
        "together": [share.as_json() for share in told.together],
        "model": [share.as_json() for share in told.model],
        "gain": asdict(told.gain),
        "flags": flags,
        "rows": [_row(read) for read in reads if read.item.item.sample_id not in silent],
    }


def _progress(trial: Trial) -> dict:
    found = progress_of(trial, Half.HELD_OUT)
    labels = [asdict(one) | {"too_few": one.is_too_few} for one in counted_by_label(trial, found)]
    return asdict(found) | {"basis": found.basis, "labels": labels}


def _silent(request: HttpRequest, project, reads) -> set[int]:
    return silent_samples(request.user, project, [read.item.item.sample_id for read in reads])


def _row(read) -> dict:
    before, after = read.models
    return {
        "sample": read.item.item.sample_id,
        "before": read.before_label,
        "after": read.after_label,
        "answers": read.answers,
        "model_before": before,
        "model_after": after,
    }


# -- who answers -------------------------------------------------------------------------------------------------------
@router.post("projects/{slug}/draft/next", response={200: DraftItemOut, 204: None})
def draft_next(request: HttpRequest, slug: str):
    """Take the next item by a draft.

    Each call hands out another one, with the draft as a guide; 204 where no lead asks you for any.
    """
    project = _room(request, slug)
    with conflict():
        turn = take(project=project, user=request.user)
    return Status(200, _item(turn)) if turn else Status(204, None)


@router.post("projects/{slug}/draft/answers", response={201: DraftAnswerOut})
def draft_answer_create(request: HttpRequest, slug: str, payload: DraftAnswerIn):
    """Answer an item by a draft.

    By the draft's questions, labels and rules. It labels nothing.
    """
    with conflict():
        given = answer(project=_room(request, slug), user=request.user, **payload.dict())
    return Status(201, _answer(given))


@router.get("projects/{slug}/draft/answers", response=DraftAnswerPage)
def draft_answer_list(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List your answers by drafts.

    The newest first; those taken back are among them.
    """
    page = page_of(own_draft_answers(request.user, _room(request, slug)), query, orders={"id": "id"}, default="-id")
    return {"items": [_answer(given) for given in page.items], "next": page.next}


@router.post("projects/{slug}/draft/{lease}/skip", response={204: None})
def draft_skip(request: HttpRequest, slug: str, lease: str, payload: DraftReason | None = None):
    """Leave an item of a draft to somebody else.

    It does not come back to you; who was asked by name is not replaced. The lead who tries the draft reads why.
    """
    reason = payload.reason if payload else ""
    with conflict():
        skip(project=_room(request, slug), user=request.user, lease=lease, reason=reason)
    return Status(204, None)


@router.post("projects/{slug}/draft/{lease}/flag", response={204: None})
def draft_flag(request: HttpRequest, slug: str, lease: str, payload: DraftReason | None = None):
    """Flag an item of a draft.

    The lead who tries the draft reads why; nobody else is asked the item.
    """
    reason = payload.reason if payload else ""
    with conflict():
        flag(project=_room(request, slug), user=request.user, lease=lease, reason=reason)
    return Status(204, None)


@router.post("projects/{slug}/draft/answers/{pk}/undo", response=DraftItemOut)
def draft_answer_undo(request: HttpRequest, slug: str, pk: int):
    """Take an answer by a draft back.

    One of your last ten; its item is yours again.
    """
    project = _room(request, slug)
    with conflict():
        return _item(undo(answer=_own(request, project, pk), project=project))


@router.post("projects/{slug}/draft/answers/{pk}/correct", response={201: DraftAnswerOut})
def draft_answer_correct(request: HttpRequest, slug: str, pk: int, payload: DraftCorrection):
    """Replace an answer of yours by a draft.

    What you said before is kept, marked as taken back.
    """
    project = _room(request, slug)
    with conflict():
        newest = correct(answer=_own(request, project, pk), project=project, **payload.dict())
    return Status(201, _answer(newest))


def _room(request: HttpRequest, slug: str):
    return project_for(request.user, slug, role=Role.ANNOTATOR)


def _own(request: HttpRequest, project, pk: int) -> TrialAnswer:
    found = own_draft_answers(request.user, project).select_related("user").filter(pk=pk).first()
    if found is None:
        raise Http404(_("You gave no such answer in this project."))
    return found


def _item(turn: DraftTurn) -> dict:
    sample = turn.item.sample
    told = {"lease": turn.lease, "expires_at": turn.expires_at, "guide": guide(spec_of(turn.codebook_id))}
    return {"sample": sample.pk, "fields": sample.fields, **told}


def _answer(given: TrialAnswer) -> dict:
    names = ("answers", "rule", "comment", "created_at", "undone_at")
    return {"id": given.pk, "sample": given.item.item.sample_id, **{name: getattr(given, name) for name in names}}
