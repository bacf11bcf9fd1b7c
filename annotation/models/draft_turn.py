"""People are asked to answer items of a try by its candidate, a draft of the codebook."""

from django.conf import settings
from django.db import models

from annotation.models.queue import new_lease
from annotation.models.trial import TrialItem
from generation.models import Codebook, Project


class DraftTurn(models.Model):
    """One answer that a lead asks for: of anybody who may answer the item, or of one person (`person`).

    Whoever takes it (`user`) holds it by its lease; one that ran out stays theirs until somebody else takes it. It is
    beside the queue: the item's own state, holder and answers know nothing of it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        HELD = "held"
        SUBMITTED = "submitted"
        SKIPPED = "skipped"
        FLAGGED = "flagged"
        WITHDRAWN = "withdrawn"

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(TrialItem, models.CASCADE, related_name="turns")
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="+")  # the candidate
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    lease = models.CharField(max_length=32, unique=True, default=new_lease)
    reason = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "codebook", "user"],
                condition=models.Q(state__in=["held", "submitted"]),
                name="one_draft_turn_a_person",
            )
        ]
        indexes = [
            models.Index(fields=["project", "state"], name="draft_turns_by_state"),
            models.Index(fields=["user", "project"], condition=models.Q(state="held"), name="draft_held_by_person"),
        ]

    def __str__(self) -> str:
        return f"draft turn {self.pk} at item {self.place_id}"

    # What the card of an item asks of an assignment, too.
    blind = True  # nobody is shown what a model says under the draft
    look = ""

    @property
    def item(self):
        return self.place.item
