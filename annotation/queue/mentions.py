"""Who is named in what somebody wrote of an item: members of the project, but for its author."""

from django.db.models import QuerySet

from annotation.methods.mentions import candidates, mentioned
from annotation.models import Annotation, Comment, Mention, TrialAnswer
from generation.models import Membership


def mention_in_answer(annotation: Annotation) -> list[Mention]:
    """Tell those who are named in an answer's comment. No query where nobody is.

    Each once: whoever had read that the author names them here is not told of it again by a correction, nor by an
    answer given anew.
    """
    author, sample = annotation.user_id, annotation.item.sample_id
    mentions = _named(annotation.comment, annotation.project_id, author, sample_id=sample, annotation=annotation)
    earlier = Mention.objects.filter(annotation__item=annotation.item_id, annotation__user=annotation.user_id)
    return _stored(mentions, earlier)


def mention_in_draft_answer(answer: TrialAnswer) -> list[Mention]:
    """The same of an answer by a draft. They are told of it once it may be told (`MentionQuerySet.standing`)."""
    sample, project = answer.item.item.sample_id, answer.codebook.project_id
    mentions = _named(answer.comment, project, answer.user_id, sample_id=sample, draft_answer=answer)
    earlier = Mention.objects.filter(
        draft_answer__item=answer.item_id, draft_answer__codebook=answer.codebook_id, draft_answer__user=answer.user_id
    )
    return _stored(mentions, earlier)


def mention_in_comment(comment: Comment) -> list[Mention]:
    named = _named(comment.text, comment.project_id, comment.author_id, sample_id=comment.sample_id, comment=comment)
    return Mention.objects.bulk_create(named)


def _stored(mentions: list[Mention], earlier: QuerySet[Mention]) -> list[Mention]:
    """`earlier`: those of the author's earlier words on the same."""
    if mentions:
        read = earlier.filter(user__in=[mention.user_id for mention in mentions]).exclude(seen_at=None).order_by("pk")
        seen = dict(read.values_list("user", "seen_at"))
        for mention in mentions:
            mention.seen_at = seen.get(mention.user_id)
    return Mention.objects.bulk_create(mentions)


def _named(text: str, project_id: int, author_id: int, **what) -> list[Mention]:
    wanted = {name for names in candidates(text) for name in names} if "@" in text else set()
    if not wanted:
        return []
    members = Membership.objects.filter(project=project_id, user__username__in=wanted)
    ids = dict(members.values_list("user__username", "user"))
    named = [ids[name] for name in mentioned(text, ids) if ids[name] != author_id]
    return [Mention(project_id=project_id, user_id=user, **what) for user in named]
