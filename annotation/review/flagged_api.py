"""What waits for a lead, by REST: listed, decided, sent back to the queue."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.models import Item, Resolution
from annotation.queue.actions.decide import MOST_REASON, decide, send_back, take, undo_decision
from annotation.queue.api import SampleOut, SuggestionOut, conflict
from annotation.queue.frames import as_asked, spec_of
from annotation.queue.refusals import AnswerGone
from annotation.review.forms import still_missing
from annotation.review.frames import for_a_lead, models_words
from annotation.review.waiting import Why, whys_of
from annotation.review.whose_text import texts_of_decision
from generation.access import project_for
from generation.codebooks.lessons import Into, lesson_of
from generation.models import Codebook, Project, Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["review"])


class GivenOut(Schema):
    id: int = Field(description="What `take` names it by.")
    by: str
    answers: dict[str, Any]
    codebook: int = Field(description="The version that was answered by.")
    rule: str
    comment: str


class FlagOut(Schema):
    by: str
    state: str = Field(description="flagged or skipped.")
    reason: str = Field(description='"" where somebody flagged it and said nothing.')
    at: datetime | None


class FlaggedOut(Schema):
    item: int
    sample: SampleOut
    why: list[Why] = Field(description="Why it waits; there may be several reasons.")
    codebook: int = Field(description="The version in force, which a decision names.")
    answers: list[GivenOut]
    reasons: list[FlagOut] = Field(description="Who flagged it, who skipped it and said why, and when.")
    suggestion: SuggestionOut | None = Field(
        description="What a model says; null where none does, or where the answers were given blind."
    )


class FlaggedPage(Schema):
    items: list[FlaggedOut]
    next: str | None


class DecisionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(description="Of each question; what an answer is, its kind says.")
    codebook: int = Field(description="The version that you read.")
    rule: str | None = Field("", description="The rule that decides; null where none of the codebook's fits.")
    reason: str = Field("", max_length=MOST_REASON, description="Needed where no rule is named.")
    into: Into | None = Field(None, description="What it taught, for the next version of the codebook.")
    of_label: str = Field("", max_length=80, description="The label that it taught of; empty for the one decided.")


class TakingIn(Schema):
    model_config = ConfigDict(extra="forbid")

    answer: int = Field(description="The answer that is taken, by its id.")
    codebook: int = Field(description="The version that you read.")
    rule: str | None = Field(
        "", description="The rule that decides; empty for the one that its author named, null where none fits."
    )
    reason: str = Field("", max_length=MOST_REASON)
    into: Into | None = Field(None, description="What it taught, for the next version of the codebook.")
    of_label: str = Field("", max_length=80, description="The label that it taught of; empty for the one decided.")


class DecisionOut(Schema):
    id: int
    item: int
    label: str
    answers: dict[str, Any]
    texts: dict[str, str] = Field(
        description="By field, the texts that hold in place of those that the item came with; empty where it stands as "
        "it came."
    )
    taken: int | None = Field(description="The answer that was taken as it is, by its id.")
    codebook: int
    rule: str
    reason: str
    created_at: datetime


@router.get("projects/{slug}/flagged", response=FlaggedPage)
def list_flagged(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List what waits for a lead.

    Items that were flagged or skipped five times, and those whose answers differ with nobody left to ask; the newest
    first. For leads.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    page = page_of(for_a_lead(project), query, orders={"id": "id"}, default="-id")
    if not page.items:
        return page
    codebook, words = _in_force(project), models_words(page.items)
    whys = whys_of(page.items, project)
    told = [_told(item, codebook, words.get(item.pk)) | {"why": whys.get(item.pk, [])} for item in page.items]
    return {"items": told, "next": page.next}


@router.post("projects/{slug}/flagged/{int:item}/decide", response={201: DecisionOut})
def decide_flagged(request: HttpRequest, slug: str, item: int, body: DecisionIn):
    """Decide an item that waits for a lead.

    Your answer holds from then on: the label goes with the text that you send for the question that revises it, and
    without one with the text as it came. 409 where another version of the codebook is in force than the one you read,
    or the item waits no longer.
    """
    found, codebook = _asked(request, slug, item, body.codebook)
    if missing := dict(still_missing(spec_of(codebook.pk), body.rule, body.reason, body.into or "")):
        raise ValidationError(missing)
    lesson = lesson_of(found.sample, codebook, into=body.into, reason=body.reason, label=body.of_label)
    with conflict():
        decided = decide(
            item=found, lead=request.user, codebook=codebook, answers=body.answers, rule=body.rule or "",
            reason=body.reason, lesson=lesson,
        )  # fmt: skip
    return Status(201, _decided(decided, codebook))


@router.post("projects/{slug}/flagged/{int:item}/take", response={201: DecisionOut})
def take_flagged(request: HttpRequest, slug: str, item: int, body: TakingIn):
    """Take one person's answers as they are.

    Their label holds from then on, with the text as they left it: revised by them, or as it came. 409 as for a
    decision, and where the answer was taken back meanwhile; 422 where it does not fit the codebook in force.
    """
    found, codebook = _asked(request, slug, item, body.codebook)
    answer = found.annotations.valid().filter(pk=body.answer).first()
    if answer is None:
        raise HttpError(409, str(AnswerGone()))
    lesson = lesson_of(found.sample, codebook, into=body.into, reason=body.reason, label=body.of_label)
    with conflict():
        decided = take(
            item=found, lead=request.user, codebook=codebook, answer=answer, rule=body.rule, reason=body.reason,
            lesson=lesson,
        )  # fmt: skip
    return Status(201, _decided(decided, codebook))


@router.post("projects/{slug}/flagged/{int:item}/return", response={204: None})
def return_flagged(request: HttpRequest, slug: str, item: int):
    """Send an item that waits for a lead back to the queue.

    Somebody else is asked. 409 where everybody who could answer it has done so, or it waits no longer.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    with conflict():
        send_back(item=_item(project, item), lead=request.user)
    return Status(204, None)


@router.post("projects/{slug}/decisions/{int:pk}/undo", response={204: None})
def undo_a_decision(request: HttpRequest, slug: str, pk: int):
    """Take a decision back.

    Its item waits for a lead again, as it did before; the decision is kept beside what follows. What it taught stays in
    the draft of the codebook. 409 where it was taken back before, or something has been said of the item since.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    decision = Resolution.objects.filter(item__project=project, rule=Resolution.Rule.LEAD, pk=pk).first()
    if decision is None:
        raise Http404(_("There is no such decision in this project."))
    with conflict():
        undo_decision(decision=decision, lead=request.user)
    return Status(204, None)


def _asked(request: HttpRequest, slug: str, item: int, number: int) -> tuple[Item, Codebook]:
    """The item and the codebook in force; 409 where the lead read another version."""
    project = project_for(request.user, slug, role=Role.LEAD)
    found, codebook = _item(project, item), _in_force(project)
    if number != codebook.number:
        raise HttpError(409, _("Version %(n)d of the codebook is in force: read it first.") % {"n": codebook.number})
    return found, codebook


def _decided(decided: Resolution, codebook: Codebook) -> dict:
    return {
        "id": decided.pk,
        "item": decided.item_id,
        "label": decided.label,
        "answers": decided.answers,
        "texts": texts_of_decision(spec_of(codebook.pk), decided.item.sample.fields, decided.answers),
        "taken": decided.merged.get("kept"),
        "codebook": codebook.number,
        "rule": decided.named_rule,
        "reason": decided.reason,
        "created_at": decided.created_at,
    }


def _in_force(project: Project) -> Codebook:
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise HttpError(409, _("The codebook is not published yet"))
    return codebook


def _item(project: Project, pk: int) -> Item:
    found = Item.objects.select_related("sample").filter(project=project, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such item in this project."))
    return found


def _told(item: Item, codebook: Codebook, word: dict | None) -> dict:
    return {
        "item": item.pk,
        "sample": item.sample,
        "codebook": codebook.number,
        "answers": [
            {
                "id": one.pk,
                "by": one.user.username,
                "answers": one.answers,
                "codebook": one.codebook.number,
                "rule": one.rule,
                "comment": one.comment,
            }
            for one in item.given
        ],
        "reasons": [
            {"by": held.user.username, "state": held.state, "reason": held.reason, "at": held.ended_at}
            for held in item.reasons
        ],
        "suggestion": as_asked(word, spec_of(codebook.pk), item.sample),
    }
