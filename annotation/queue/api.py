"""REST of the queue: take an item, answer it, hand it back, take an answer back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.models import Annotation, Assignment, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, return_, skip
from annotation.queue.actions.pull import policy_under
from annotation.queue.actions.undo import undo, undo_flag, undo_skip
from annotation.queue.frames import assignment_for, feedback, stream_told, suggestion_for
from annotation.queue.refusals import Refused
from generation.access import project_for
from generation.models import Role

router = Router(tags=["queue"])


class NextQuery(Schema):
    model_config = ConfigDict(extra="forbid")

    stream: Stream | None = Field(None, description="One stream only; for leads.")


class SampleOut(Schema):
    id: int
    fields: dict
    external_id: str | None


class LeaseOut(Schema):
    token: str
    expires_at: datetime


class SuggestionOut(Schema):
    answers: dict[str, Any]
    probability: float | None
    source: str
    rule: str
    quote: str
    simulated: bool


class ItemOut(Schema):
    sample: SampleOut
    suggestion: SuggestionOut | None = None
    lease: LeaseOut
    stream: str = Field(description="“review” where the stream would tell that an item is an audit item.")


class Reason(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=500)


class Answer(Schema):
    model_config = ConfigDict(extra="forbid")

    sample: int
    lease: str = Field(max_length=64)
    answers: dict[str, Any] = Field(description="Of each question; what an answer is, its kind says.")
    seconds: float | None = None
    comment: str = ""
    rule: str = ""


class Correction(Schema):
    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any]
    comment: str = ""
    rule: str = ""


class Told(Schema):
    right: bool
    reference: str
    definition: str
    rules: list[dict]
    explanation: str


class AnnotationOut(Schema):
    id: int
    sample: int
    answers: dict[str, Any]
    created_at: datetime
    undone: bool = False
    check: Told | None = Field(None, description="Where it was a gold check and the lead lets people know.")


class UndoneOut(AnnotationOut):
    lease: LeaseOut | None = Field(None, description="The item again; null where somebody else holds it.")


@contextmanager
def conflict() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise HttpError(409, str(refusal)) from refusal


@router.post("projects/{slug}/queue/next", response={200: ItemOut, 204: None})
def queue_next(request: HttpRequest, slug: str, query: NextQuery | None = None):
    """Take the next item.

    Each call hands out another one, under a lease; 204 where nothing is left for you.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    stream = query.stream if query else None
    if stream and project.my_role != Role.LEAD:
        raise HttpError(403, _("Only a lead may ask for one stream."))
    with conflict():
        assignment = hand_out(project=project, user=request.user, stream=stream)
    if assignment is None:
        return Status(204, None)
    policy = policy_under(assignment.project)
    return {
        "sample": assignment.item.sample,
        "suggestion": suggestion_for(assignment),
        "lease": _lease(assignment),
        "stream": stream_told(assignment, policy, asked=stream),
    }


@router.post("projects/{slug}/queue/{lease}/skip", response={204: None})
def queue_skip(request: HttpRequest, slug: str, lease: str, body: Reason | None = None):
    """Leave an item to somebody else.

    It goes to another person and does not come back to you.
    """
    with conflict():
        skip(assignment=_mine(request, slug, lease), reason=body.reason if body else "")
    return Status(204, None)


@router.post("projects/{slug}/queue/{lease}/skip/undo", response=LeaseOut)
def queue_unskip(request: HttpRequest, slug: str, lease: str):
    """Take a skip back.

    The item is yours again, under a new lease. 409 where somebody else was given it since, or a lead has decided it.
    """
    with conflict():
        return _lease(undo_skip(assignment=_mine(request, slug, lease)))


@router.post("projects/{slug}/queue/{lease}/flag", response={204: None})
def queue_flag(request: HttpRequest, slug: str, lease: str, body: Reason | None = None):
    """Pass an item to a lead.

    Takes it out of the queue until a lead has decided; say why.
    """
    with conflict():
        flag(assignment=_mine(request, slug, lease), reason=body.reason if body else "")
    return Status(204, None)


@router.post("projects/{slug}/queue/{lease}/flag/undo", response=LeaseOut)
def queue_unflag(request: HttpRequest, slug: str, lease: str):
    """Take a flag back.

    The item is yours again, under a new lease, and waits for a lead no more. 409 where a lead or somebody else has
    dealt with it since.
    """
    with conflict():
        return _lease(undo_flag(assignment=_mine(request, slug, lease)))


@router.post("projects/{slug}/queue/{lease}/return", response={204: None})
def queue_return(request: HttpRequest, slug: str, lease: str, body: Reason | None = None):
    """Give an item back unread.

    As if it had never been handed out: it may come to you again.
    """
    with conflict():
        return_(assignment=_mine(request, slug, lease))
    return Status(204, None)


@router.post("projects/{slug}/annotations", response={201: AnnotationOut})
def annotation_create(request: HttpRequest, slug: str, body: Answer):
    """Answer an item.

    Under its lease, with an answer to each question. What models said is told afterwards.
    """
    assignment = _mine(request, slug, body.lease)
    if assignment.item.sample_id != body.sample:
        raise HttpError(422, _("This lease is for another sample."))
    with conflict():
        annotation = submit(
            assignment=assignment,
            answers=body.answers,
            seconds=body.seconds,
            comment=body.comment,
            rule=body.rule,
        )
    return Status(201, _annotation(annotation, assignment.item.sample_id))


@router.post("projects/{slug}/annotations/{pk}/undo", response=UndoneOut)
def annotation_undo(request: HttpRequest, slug: str, pk: int):
    """Take an answer back.

    The item is handed to you again where nobody else holds it.
    """
    annotation = _own(request, slug, pk)
    with conflict():
        again = undo(annotation=annotation)
    lease = _lease(again) if again else None
    return {**_annotation(annotation, annotation.item.sample_id), "undone": True, "lease": lease}


@router.post("projects/{slug}/annotations/{pk}/correct", response={201: AnnotationOut})
def annotation_correct(request: HttpRequest, slug: str, pk: int, body: Correction):
    """Replace one of your own answers, however old.

    What you said before is kept, marked as taken back; the same correction sent twice is stored once. Refused (409)
    once you have seen the model's label, were told whether you are right, or a lead has decided.
    """
    annotation = _own(request, slug, pk)
    with conflict():
        newest = correct(annotation=annotation, answers=body.answers, comment=body.comment, rule=body.rule)
    return Status(201, _annotation(newest, annotation.item.sample_id))


def _own(request: HttpRequest, slug: str, pk: int) -> Annotation:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    mine = Annotation.objects.filter(project=project, user=request.user)
    annotation = mine.select_related("item__sample", "assignment", "user").filter(pk=pk).first()
    if annotation is None:
        raise Http404(_("You gave no such answer in this project."))
    annotation.project = project
    return annotation


def _mine(request: HttpRequest, slug: str, lease: str) -> Assignment:
    return assignment_for(request.user, project_for(request.user, slug, role=Role.ANNOTATOR), lease)


def _lease(assignment: Assignment) -> dict:
    return {"token": assignment.lease, "expires_at": assignment.expires_at}


def _annotation(annotation: Annotation, sample_id: int) -> dict:
    return {
        "id": annotation.pk,
        "sample": sample_id,
        "answers": annotation.answers,
        "created_at": annotation.created_at,
        "check": feedback(annotation),
    }
