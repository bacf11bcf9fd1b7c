"""Comments and mentions by REST."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.comments.actions import read_until, say, withdraw
from annotation.comments.threads import count_unread, mentions_of, thread_of, told
from annotation.models import Comment
from annotation.samples.provenance import sample_for
from generation.access import project_for
from generation.models import Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["comments"])


class CommentIn(Schema):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="“@name” tells a member of the project. At most 5,000 characters.")


class CommentOut(Schema):
    author: str
    text: str = Field(description="Empty where it was withdrawn.")
    created_at: datetime
    comment: int | None = Field(description="Its number; null where it came with an answer.")
    answer: int | None = Field(description="The answer that it came with; null where it stands by itself.")
    withdrawn: bool


class ThreadOut(Schema):
    items: list[CommentOut]
    next: None = None
    hidden: bool = Field(description="Whether what others say is kept from you until your answer to the item stands.")


class MentionOut(Schema):
    id: int
    by: str
    text: str
    sample: int | None = Field(description="null as long as it is `hidden` from you.")
    at: datetime
    unread: bool
    hidden: bool = Field(description="Whether what was said is kept from you until your answer to the item stands.")


class MentionsOut(Schema):
    items: list[MentionOut]
    next: str | None
    unread: int = Field(description="That you may read; counted to 99.")


class SeenIn(Schema):
    model_config = ConfigDict(extra="forbid")

    until: int = Field(ge=0, lt=2**63, description="Those up to this number are read.")


class SeenOut(Schema):
    read: int


@router.get("projects/{slug}/samples/{int:sample_id}/comments", response=ThreadOut)
def list_comments(request: HttpRequest, slug: str, sample_id: int):
    """Read what is said of a sample.

    Comments of answers and comments by themselves, oldest first. Of an item that you may still be asked about you see
    your own alone.
    """
    project = project_for(request.user, slug)
    thread = thread_of(request.user, project, sample_for(project, sample_id).pk)
    return {"items": [vars(one) for one in thread.entries], "hidden": thread.hidden}


@router.post("projects/{slug}/samples/{int:sample_id}/comments", response={201: CommentOut})
def post_comment(request: HttpRequest, slug: str, sample_id: int, body: CommentIn):
    """Say something of a sample.

    It cannot be edited; its author can withdraw it. Who is named is told once they may know what is said of the sample.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    comment = say(project=project, sample=sample_for(project, sample_id), author=request.user, text=body.text)
    return Status(201, _comment(comment))


@router.post("projects/{slug}/comments/{pk}/withdraw", response=CommentOut)
def post_withdraw(request: HttpRequest, slug: str, pk: int):
    """Withdraw a comment.

    One of your own; a lead anybody's. That there was one stays to be seen.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    comment = Comment.objects.filter(project=project, pk=pk).select_related("author").first()
    if comment is None:
        raise Http404(_("There is no such comment in this project."))
    comment.project = project
    return _comment(withdraw(comment=comment, by=request.user))


@router.get("projects/{slug}/mentions", response=MentionsOut)
def list_mentions(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """Read where you are named.

    Newest first. What was said of an item that you may still be asked about is hidden until your answer to it stands.
    """
    project = project_for(request.user, slug)
    page = page_of(mentions_of(request.user, project), query, orders={"id": "id"}, default="-id")
    return {
        "items": told(request.user, project, page.items),
        "next": page.next,
        "unread": count_unread(request.user, project),
    }


@router.post("projects/{slug}/mentions/seen", response=SeenOut)
def post_seen(request: HttpRequest, slug: str, body: SeenIn):
    """Mark your mentions as read.

    What you may not be told yet stays unread.
    """
    project = project_for(request.user, slug)
    return {"read": read_until(user=request.user, project=project, last=body.until)}


def _comment(comment: Comment) -> dict:
    gone = comment.withdrawn_at is not None
    return {
        "author": comment.author.get_username(),
        "text": "" if gone else comment.text,
        "created_at": comment.created_at,
        "comment": comment.pk,
        "answer": None,
        "withdrawn": gone,
    }
