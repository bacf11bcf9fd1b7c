"""What people answered, and the label that follows from it. Appended, never overwritten."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotation.models.joining import Joining
from annotation.models.queue import Assignment, Item, Stream
from generation.models import Codebook, Project


class AnnotationQuerySet(models.QuerySet):
    def valid(self, at: datetime | None = None) -> "AnnotationQuerySet":
        """Those that nobody has taken back; as it stood at a moment."""
        if at is None:
            return self.filter(undone_at=None)
        return self.filter(models.Q(undone_at=None) | models.Q(undone_at__gt=at), created_at__lte=at)

    def of_items(self) -> "AnnotationQuerySet":
        """Those that say something of their items. A gold check says something of its person: the reference stands."""
        return self.valid().exclude(stream=Stream.GOLD)

    def with_corrected(self) -> "AnnotationQuerySet":
        """With `corrected`: another answer was put in its place; it was not merely taken back."""
        later = self.model.objects.filter(assignment=models.OuterRef("assignment"), pk__gt=models.OuterRef("pk"))
        return self.annotate(corrected=models.Exists(later))


class Annotation(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="annotations", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="annotations")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="annotations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="annotations")
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="annotations")
    stream = models.CharField(max_length=10, choices=Stream)
    blind = models.BooleanField()
    answers = models.JSONField()  # {question: label}
    label = models.CharField(max_length=80)  # the answer to the first question
    rule = models.CharField(max_length=20, blank=True)
    comment = models.TextField(blank=True)
    seconds = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revealed_at = models.DateTimeField(null=True)  # its author saw the model's label; from then on it stands
    undone_at = models.DateTimeField(null=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(undone_at=None), name="one_answer_an_assignment"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"]),
            models.Index(fields=["user", "project", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.label}"


class Resolution(models.Model):
    """The label that holds for an item, from then on until a newer one."""

    class Rule(models.TextChoices):
        SINGLE = "single", _("One answer")
        AGREEMENT = "agreement", _("All agree")
        MAJORITY = "majority", _("Majority")
        MERGE = "merge", _("Two people's versions, one of them kept")
        JOINED = "joined", _("Joined by a method of aggregation")
        LEAD = "lead", _("Decided by a lead")
        OPEN = "open", _("Undecided")  # answers undone, or no majority

    item = models.ForeignKey(Item, models.CASCADE, related_name="resolutions")
    label = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=dict)
    rule = models.CharField(max_length=10, choices=Rule)
    codebook = models.ForeignKey(Codebook, models.PROTECT, null=True, related_name="+")  # None: no answer is left
    # No further answer is asked for. Not of a label that rests on models, too: it is no reference, so what goes by the
    # labels that people settled on (certificates before all) does not count it.
    settles = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    named_rule = models.CharField(max_length=20, blank=True, default="")  # of the codebook: the one a lead decided by
    # How two people's answers became one (methods/two_people.py): {row, kept, of, seed, coin}; answers by their ids.
    # So, too, where a lead took one of several as it is (queue/actions/decide.py): the row is “taken”.
    merged = models.JSONField(default=dict)
    # Where a method of aggregation joined the answers, or was not sure enough to (then the rule is OPEN): {method,
    # confidence, wanted, of, models}; answers by their ids, models by their sources.
    joining = models.ForeignKey(Joining, models.PROTECT, null=True, related_name="resolutions")
    joined = models.JSONField(default=dict)
    # The label is that of a text which people revised: it says nothing of the text that the item came with.
    of_another_text = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["decided_by", "-id"], condition=models.Q(decided_by__isnull=False), name="decisions_of_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.rule})"
