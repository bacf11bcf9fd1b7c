"""REST of items that are alike: take a group, answer it together, take it back."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.queue.actions.similar import MOST_TOGETHER, Outcome, hand_out_similar, submit_similar, undo_similar
from annotation.queue.api import LeaseOut, SampleOut, conflict
from generation.access import project_for
from generation.models import Role

router = Router(tags=["queue"])


class SimilarItem(Schema):
    sample: SampleOut
    lease: LeaseOut


class SimilarOut(Schema):
    batch: str
    items: list[SimilarItem]


class SimilarAnswer(Schema):
    model_config = ConfigDict(extra="forbid")

    leases: list[str] = Field(min_length=1, max_length=MOST_TOGETHER, description="Those that the answer is for.")
    answers: dict[str, Any]
    seconds: float | None = Field(None, description="For all of them; each answer gets its share.")


class SimilarDone(Schema):
    annotations: list[int]
    refused: dict[str, str] = Field(description="Why, by lease.")


@router.post("projects/{slug}/queue/similar", response={200: SimilarOut, 204: None})
def queue_similar(request: HttpRequest, slug: str):
    """Take items that are alike.

    Up to eight new items, each under its own lease, to be answered together; 204 where no two are left. 409 where the
    policy (`batches`) or the codebook does not allow it. Blind, of the active stream alone.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    with conflict():
        held = hand_out_similar(project=project, user=request.user)
    if not held:
        return Status(204, None)
    items = [{"sample": one.item.sample, "lease": {"token": one.lease, "expires_at": one.expires_at}} for one in held]
    return {"batch": held[0].batch, "items": items}


@router.post("projects/{slug}/queue/similar/{batch}/answers", response=SimilarDone)
def similar_answers(request: HttpRequest, slug: str, batch: str, body: SimilarAnswer):
    """Answer items that are alike.

    One answer for each of the leases, in one transaction; those of the group that are not named are yours one by one
    from then on. A lease that went to somebody else is refused with its reason, and the others stand; where none could
    be stored the group stays one.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    with conflict():
        done = submit_similar(project=project, user=request.user, batch=batch, **body.model_dump())
    return _done(done)


@router.post("projects/{slug}/queue/similar/{batch}/undo", response=SimilarDone)
def similar_undo(request: HttpRequest, slug: str, batch: str):
    """Take a group's answers back.

    All of them that can be; they are yours again as a group.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    return _done(undo_similar(project=project, user=request.user, batch=batch))


def _done(done: Outcome) -> dict:
    return {"annotations": [one.pk for one in done.stored], "refused": done.refused}
