"""Saying something of a sample, taking it back where everybody sees that, and having read it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.comments.threads import unread_of
from annotation.models import Comment, Mention
from annotation.queue.actions.answer import MOST_COMMENT
from annotation.queue.blind import silent_samples
from annotation.queue.mentions import mention_in_comment
from generation.audit import record
from generation.locks import lock_project
from generation.models import Project, Role, Sample

MOST_IN_A_THREAD = 500


@transaction.atomic
def say(*, project: Project, sample: Sample, author, text: str) -> Comment:
    """Add to a sample's thread; who is named in it is told. The same words sent twice in a row are said once."""
    text = _checked(text)
    lock_project(project.pk)
    thread = Comment.objects.filter(sample=sample)
    mine = thread.filter(author=author).order_by("-id").first()
    if mine and mine.text == text and mine.withdrawn_at is None:
        return mine
    if thread.count() >= MOST_IN_A_THREAD:
        raise ValidationError({"text": _("At most %(most)d comments a sample.") % {"most": MOST_IN_A_THREAD}})
    comment = Comment.objects.create(project=project, sample=sample, author=author, text=text)
    mention_in_comment(comment)
    return comment


@transaction.atomic
def withdraw(*, comment: Comment, by) -> Comment:
    """Its words are told nobody any more; that there were some, whose and when stays. Withdrawn twice is once.

    Needs `comment.project.my_role`.
    """
    if comment.author_id != by.pk and comment.project.my_role != Role.LEAD:
        raise PermissionDenied(_("Its author or a lead withdraws a comment."))
    now = timezone.now()
    if Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_at=now):
        comment.withdrawn_at = now
        record(actor=by, verb="comment.withdrawn", project=comment.project, subject=f"comment {comment.pk}")
    return comment


def read_until(*, user, project: Project, last: int) -> int:
    """Mark a person's mentions as read up to this one. What they may not be told yet stays unread. Returns how many."""
    return _read(user, project, unread_of(user, project).filter(pk__lte=last))


def read_of_sample(*, user, project: Project, sample_id: int) -> int:
    """The same of one sample, whose thread they have opened."""
    return _read(user, project, unread_of(user, project).filter(sample=sample_id))


def _read(user, project: Project, mentions: QuerySet[Mention]) -> int:
    unread = list(mentions.values_list("pk", "sample"))
    silent = silent_samples(user, project, [sample for _pk, sample in unread]) if unread else set()
    seen = [pk for pk, sample in unread if sample not in silent]
    return Mention.objects.filter(pk__in=seen, seen_at=None).update(seen_at=timezone.now())


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    if len(text) > MOST_COMMENT:
        raise ValidationError({"text": _("At most %(most)d characters.") % {"most": MOST_COMMENT}})
    if "\x00" in text:
        raise ValidationError({"text": _("NUL characters are not allowed.")})
    return text
