"""What people say to each other about a sample. Appended; a comment can be withdrawn, which is seen, never edited."""

from django.conf import settings
from django.db import models

from annotation.models.annotation import Annotation
from annotation.models.draft_turn import DraftTurn
from annotation.models.trial import Half, TrialAnswer, newer_is_in_force
from generation.models import Project, Sample


class Comment(models.Model):
    """One that stands by itself. The comment of an answer stays with its answer, and is told among these."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="comments", db_index=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="comments", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sample", "id"])]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class MentionQuerySet(models.QuerySet):
    def standing(self) -> "MentionQuerySet":
        """Those whose words stand, neither withdrawn nor taken back with their answer, and may be told by now.

        An answer by a draft is told once nobody is asked about its item any more, of the held-out half once it has
        judged (`Trial.is_told`): until then not even that there is one. Publishing another version ends both.
        """
        asked = DraftTurn.objects.filter(
            place=models.OuterRef("draft_answer__item"),
            codebook=models.OuterRef("draft_answer__codebook"),
            state__in=(DraftTurn.State.OPEN, DraftTurn.State.HELD),
        )
        may_judge = models.Q(draft_answer__item__half=Half.HELD_OUT, draft_answer__item__split__spent_at=None)
        is_over = newer_is_in_force("draft_answer__item__split") | ~models.Exists(asked) & ~may_judge
        own = models.Q(draft_answer=None) | is_over
        return self.filter(own, comment__withdrawn_at=None, annotation__undone_at=None, draft_answer__undone_at=None)


def _only(name: str) -> models.Q:
    """This one is set and no other."""
    return models.Q(**{f"{one}__isnull": one != name for one in ("comment", "annotation", "draft_answer")})


class Mention(models.Model):
    """A person who is named in a comment, or in that of an answer, or of one by a draft: one of the three is set."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions", db_index=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="mentions")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="mentions")
    annotation = models.ForeignKey(Annotation, models.CASCADE, null=True, related_name="mentions")
    draft_answer = models.ForeignKey(TrialAnswer, models.CASCADE, null=True, related_name="mentions")
    seen_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "comment"], name="one_mention_a_comment"),
            models.UniqueConstraint(fields=["user", "annotation"], name="one_mention_an_answer"),
            models.UniqueConstraint(fields=["user", "draft_answer"], name="one_mention_a_draft_answer"),
            models.CheckConstraint(
                condition=_only("comment") | _only("annotation") | _only("draft_answer"),
                name="a_mention_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "project", "-id"]),
            models.Index(fields=["user", "project"], condition=models.Q(seen_at=None), name="unread_by_person"),
        ]

    def __str__(self) -> str:
        return f"mention of {self.user_id}"
