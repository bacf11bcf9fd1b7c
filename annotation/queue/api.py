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
from pydantic import Field

from annotation.models import Annotation, Assignment, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, return_, skip
from annotation.queue.actions.pull import policy_under
from annotation.queue.actions.undo import undo
from annotation.queue.frames import assignment_for, stream_told, suggestion_for
from annotation.queue.refusals import Refused
from generation.access import project_for
from generation.models import Role

router = Router(tags=["queue"])


class NextQuery(Schema):
    stream: Stream | None = Field(None, description="One stream only; for leads.")


class SampleOut(Schema):
    id: int
    fields: dict
    external_id: str | None


class LeaseOut(Schema):
    token: str
    expires_at: datetime


class Suggestion(Schema):
    answers: dict[str, Any]
    probability: float | None
    source: str
    rule: str
    quote: str
    simulated: bool


class ItemOut(Schema):
    sample: SampleOut
    suggestion: Suggestion | None = None
    lease: LeaseOut
    stream: str = Field(description="“review” where the stream would tell that an item is an audit item.")


class Reason(Schema):
    reason: str = Field("", max_length=500)


class Answer(Schema):
    sample: int
    lease: str = Field(max_length=64)
    answers: dict[str, Any] = Field(description="Of each question; what an answer is, its kind says.")
    seconds: float | None = None
    comment: str = ""
    rule: str = ""


class AnnotationOut(Schema):
    id: int
    sample: int
    answers: dict[str, Any]
    created_at: datetime
    undone: bool = False


class UndoneOut(AnnotationOut):
    lease: LeaseOut | None = Field(None, description="The item again; null where somebody else holds it.")


@contextmanager
def conflict() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise HttpError(409, str(refusal)) from refusal


@router.post("projects/{slug}/queue/next", response={200: ItemOut, 204: None}, summary="Take the next item")
def queue_next(request: HttpRequest, slug: str, query: NextQuery | None = None):
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


@router.post("projects/{slug}/queue/{lease}/skip", response={204: None}, summary="Leave an item to somebody else")
def queue_skip(request: HttpRequest, slug: str, lease: str, body: Reason | None = None):
    with conflict():
        skip(assignment=_mine(request, slug, lease), reason=body.reason if body else "")
    return Status(204, None)


@router.post("projects/{slug}/queue/{lease}/flag", response={204: None}, summary="Pass an item to a lead")
def queue_flag(request: HttpRequest, slug: str, lease: str, body: Reason | None = None):
    with conflict():
        flag(assignment=_mine(request, slug, lease), reason=body.reason if body else "")
    return Status(204, None)


@router.post("projects/{slug}/queue/{lease}/return", response={204: None}, summary="Give an item back unread")
def queue_return(request: HttpRequest, slug: str, lease: str, body: Reason | None = None):
    with conflict():
        return_(assignment=_mine(request, slug, lease))
    return Status(204, None)


@router.post("projects/{slug}/annotations", response={201: AnnotationOut}, summary="Answer an item")
def annotation_create(request: HttpRequest, slug: str, body: Answer):
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


@router.post("projects/{slug}/annotations/{pk}/undo", response=UndoneOut, summary="Take an answer back")
def annotation_undo(request: HttpRequest, slug: str, pk: int):
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    mine = Annotation.objects.filter(project=project, user=request.user).select_related("item", "assignment", "user")
    annotation = mine.filter(pk=pk).first()
    if annotation is None:
        raise Http404(_("You gave no such answer in this project."))
    annotation.project = project
    with conflict():
        again = undo(annotation=annotation)
    lease = _lease(again) if again else None
    return {**_annotation(annotation, annotation.item.sample_id), "undone": True, "lease": lease}


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
    }
