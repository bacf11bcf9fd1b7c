"""The frozen population that an audit speaks of, and the audit's draws (methods/certificate)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Codebook, Project


class Frozen(Exception):
    """A promise was made on this; changing it would make the promise worthless."""


class Snapshot(models.Model):
    """Machine-labelled rows with their labels, frozen; risk, procedure and reference rule with them."""

    class ReferenceRule(models.TextChoices):
        ONE_BLIND = (
            "one_blind",
            _("One blind answer; where a share of the items is asked twice, the majority of two or three, or a lead"),
        )
        TWO_ADJUDICATED = "two_adjudicated", _("Two blind answers, a third or a lead where they differ")

    project = models.ForeignKey(Project, models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(default=0)
    label_hash = models.CharField(max_length=64, blank=True)  # chained over (item, label) as they were taken in
    risk = models.FloatField(default=0.05)
    procedure = models.CharField(max_length=1, default="A")
    reference_rule = models.CharField(max_length=20, choices=ReferenceRule, default=ReferenceRule.ONE_BLIND)
    seed_commitment = models.CharField(max_length=64)
    seed_encrypted = models.TextField()
    published_seed = models.CharField(max_length=64, blank=True)  # with it anybody can replay the draws; ends them too
    removals = models.PositiveIntegerField(default=0)  # the last removal's sequence number
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_until = models.BigIntegerField(default=0)  # the last item looked at while the rows are being frozen
    frozen_at = models.DateTimeField(null=True)  # all rows are in; from now on audits may be drawn

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_snapshot_a_number")]

    def __str__(self) -> str:
        return f"snapshot {self.number}"

    #: What the certificate's promise rests on.
    FIXED = frozenset(
        {"project", "codebook", "risk", "procedure", "reference_rule", "seed_commitment", "seed_encrypted"}
    )

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if self.pk and (update_fields is None or self.FIXED & set(update_fields)):
            raise Frozen(
                "Risk, procedure, reference rule and seed of a snapshot stay as they were set: open a new one."
            )
        super().save(*args, update_fields=update_fields, **kwargs)


class SnapshotItem(models.Model):
    """One row of the frozen population: its label, its secret audit key, and when it was handed out.

    `removal` orders all removals of a snapshot, audit and active alike; an item that was handed out never comes back.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="items", db_index=False)
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="snapshot_items")
    label = models.CharField(max_length=80)
    audit_key = models.BigIntegerField()
    removal = models.PositiveIntegerField(null=True)
    stream = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "item"], name="one_snapshot_row_an_item"),
            models.UniqueConstraint(fields=["snapshot", "removal"], name="one_removal_a_number"),
        ]
        indexes = [
            models.Index(
                fields=["snapshot", "audit_key"], condition=models.Q(removal=None), name="undrawn_by_audit_key"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.item_id} of {self.snapshot_id}"


class AuditDraw(models.Model):
    """An audit draw: which item, and how many items were left to draw from (itself among them)."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="draws")
    removal = models.PositiveIntegerField()
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="audit_draws")
    remaining = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["removal"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "removal"], name="one_draw_a_removal"),
            models.UniqueConstraint(fields=["snapshot", "item"], name="one_draw_an_item"),
        ]

    def __str__(self) -> str:
        return f"draw {self.removal} of {self.snapshot_id}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise Frozen("An audit draw is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> None:
        raise Frozen("An audit draw is never discarded, however unlucky.")
