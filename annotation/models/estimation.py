"""A sample within strata that estimates the share of wrong labels: a stream of its own beside the audit."""

from django.conf import settings
from django.db import models

from generation.models import Project


class Estimation(models.Model):
    """Rows of a snapshot drawn by a secret key within strata, of which people are asked blind among the others.

    It never feeds the certificate, for which its rows are some that the queue chose. `drawn_at` is empty while the
    worker draws; `ended_at`: nobody is asked for it any more.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="estimations", db_index=False)
    number = models.PositiveIntegerField()
    snapshot = models.ForeignKey("annotation.Snapshot", models.CASCADE, related_name="estimations")
    looks = models.PositiveIntegerField()
    share = models.FloatField(default=0.25)  # of the hand-outs that are no audit draw
    left = models.PositiveIntegerField(default=0)  # rows that it was drawn from; the others of the snapshot were out
    strata = models.JSONField(default=list)  # {label, low, high, rows, looks, expected}, in the order of their numbers
    seed_commitment = models.CharField(max_length=64)
    seed_encrypted = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    drawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_estimation_a_number"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(ended_at=None), name="one_estimation_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"estimation sample {self.number}"


class EstimatedRow(models.Model):
    """A row of the sample: its stratum, its secret place, and the chance with which it was taken."""

    estimation = models.ForeignKey(Estimation, models.CASCADE, related_name="rows", db_index=False)
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="estimated_rows")
    stratum = models.PositiveSmallIntegerField()
    key = models.BigIntegerField()
    probability = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estimation", "item"], name="one_row_an_estimation")]
        indexes = [models.Index(fields=["estimation", "key"], name="estimated_rows_in_turn")]

    def __str__(self) -> str:
        return f"item {self.item_id} of {self.estimation_id}"
