"""The thread of a sample, and where a person is named, as far as they may be told (queue/blind.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from annotation.methods.mentions import parts
from annotation.models import Annotation, Comment, Mention
from annotation.queue.blind import silent_samples
from generation.models import Membership, Project, Role

MOST_UNREAD = 99
MOST_NAMES = 8


@dataclass(frozen=True)
class Said:
    """One entry of a thread. `comment` is its number where it stands by itself, `answer` where it came with one."""

    author: str
    text: str
    created_at: datetime
    comment: int | None = None
    answer: int | None = None
    withdrawn: bool = False
    corrected: bool = False  # with its answer
    can_withdraw: bool = False
    parts: list[tuple[str, bool]] | None = None


@dataclass(frozen=True)
class Thread:
    """`hidden`: what others said is not told to this person yet, nor whether anybody said anything."""

    entries: list[Said]
    hidden: bool
    unread: bool = False  # this person is named here and has not looked


def thread_of(user, project: Project, sample_id: int) -> Thread:
    """Comments of answers and comments by themselves, oldest first; the words of a withdrawn one are not told."""
    hidden = bool(silent_samples(user, project, [sample_id]))
    answers = (
        Annotation.objects.filter(item__sample=sample_id).exclude(comment="").with_corrected().select_related("user")
    )
    comments = Comment.objects.filter(sample=sample_id).select_related("author")
    if hidden:
        answers, comments = answers.filter(user=user), comments.filter(author=user)
    is_lead = project.my_role == Role.LEAD
    found = [_of_answer(one) for one in answers]
    found += [_of_comment(one, is_lead or one.author_id == user.pk) for one in comments]
    known = _names_in(sample_id)
    found.sort(key=lambda one: one.created_at)
    unread = not hidden and unread_of(user, project).filter(sample=sample_id).exists()
    return Thread([_in_parts(one, known) for one in found], hidden, unread)


def _of_answer(answer: Annotation) -> Said:
    gone = answer.undone_at is not None
    text = "" if gone else answer.comment
    return Said(
        answer.user.get_username(),
        text,
        answer.created_at,
        answer=answer.pk,
        withdrawn=gone,
        corrected=answer.corrected,
    )


def _of_comment(comment: Comment, may_withdraw: bool) -> Said:
    gone = comment.withdrawn_at is not None
    return Said(
        comment.author.get_username(),
        "" if gone else comment.text,
        comment.created_at,
        comment=comment.pk,
        withdrawn=gone,
        can_withdraw=may_withdraw and not gone,
    )


def _in_parts(said: Said, known: set[str]) -> Said:
    return Said(**{**vars(said), "parts": parts(said.text, known)})


def _names_in(sample_id: int) -> set[str]:
    return set(Mention.objects.filter(sample=sample_id).values_list("user__username", flat=True))


# -- where a person is named -------------------------------------------------------------------------------------------
def mentions_of(user, project: Project) -> QuerySet[Mention]:
    mine = Mention.objects.filter(user=user, project=project).standing()
    return mine.select_related("comment__author", "annotation__user", "draft_answer__user")


def told(user, project: Project, mentions: Iterable[Mention]) -> list[dict]:
    """Each with who named them and what was said, where they may be told: {id, by, text, sample, at, unread, hidden}.

    What is not told yet names no sample: that somebody spoke of it would draw the eye to an item still to be asked.
    """
    mentions = list(mentions)
    silent = silent_samples(user, project, [one.sample_id for one in mentions])
    return [_told(one, hidden=one.sample_id in silent) for one in mentions]


def _told(mention: Mention, *, hidden: bool) -> dict:
    said = mention.comment or mention.annotation or mention.draft_answer
    author = said.author if mention.comment else said.user
    text = said.text if mention.comment else said.comment
    return {
        "id": mention.pk,
        "by": author.get_username(),
        "text": "" if hidden else text,
        "sample": None if hidden else mention.sample_id,
        "at": said.created_at,
        "unread": mention.seen_at is None,
        "hidden": hidden,
    }


def unread_of(user, project: Project) -> QuerySet[Mention]:
    return Mention.objects.filter(user=user, project=project, seen_at=None).standing()


def count_unread(user, project: Project) -> int:
    """How many they may read and have not, up to 99. One query where there are none; never more than four."""
    samples = list(unread_of(user, project).order_by("-id").values_list("sample", flat=True)[:MOST_UNREAD])
    silent = silent_samples(user, project, samples) if samples else set()
    return sum(sample not in silent for sample in samples)


def names_like(user, project: Project, begin: str) -> list[str]:
    """Other members whose names begin so, whatever the case: eight at most, in the order of the alphabet."""
    members = Membership.objects.filter(project=project, user__username__istartswith=begin[:150]).exclude(user=user.pk)
    return list(members.order_by("user__username").values_list("user__username", flat=True)[:MOST_NAMES])
