"""The frozen population that an audit speaks of, and the audit's draws (methods/certificate)."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Codebook, Project


class Frozen(Exception):
    """A promise was made on this; changing it would make the promise worthless."""


def _fields(names: Iterable[str]) -> set[str]:
    """Django takes a foreign key by its name and by that of its column."""
    return {name.removesuffix("_id") for name in names}


class GuardedQuerySet(models.QuerySet):
    """Refuses what would break a promise also where many rows are written at once, past `save` and `delete`."""

    def update(self, **values) -> int:
        self.model.check_update(self, values)
        return super().update(**values)

    def delete(self) -> tuple:
        self.model.check_delete(self)
        return super().delete()

    delete.queryset_only = True
    delete.alters_data = True


class SnapshotItemQuerySet(GuardedQuerySet):
    def leave_pool(self, *, removal: int, stream: str) -> int:
        """They leave, those that have not yet: the one way in which this is written. Returns how many."""
        return models.QuerySet.update(self.filter(removal=None), removal=removal, stream=stream)


class Snapshot(models.Model):
    """Machine-labelled rows with their labels, frozen; risk, procedure and reference rule with them."""

    class ReferenceRule(models.TextChoices):
        ONE_BLIND = (
            "one_blind",
            _("One blind answer; where a share of the items is asked twice, the majority of two or three, or a lead"),
        )
        TWO_ADJUDICATED = "two_adjudicated", _("Two blind answers, a third or a lead where they differ")

    class Procedure(models.TextChoices):
        ANY_ORDER = (
            "A",
            _("All labels together: the queue may learn and change its order, and the limit is chosen afterwards"),
        )
        TAIL = "B", _("Labels of low risk are accepted unseen, people review all others: order and limit are frozen")

    project = models.ForeignKey(Project, models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(default=0)
    label_hash = models.CharField(max_length=64, blank=True)  # chained over (item, label) as they were taken in
    risk = models.FloatField(default=0.05)
    # The risk that all promises made so share, of which `risk` is this one's part; null: it promises alone.
    family_risk = models.FloatField(null=True)
    procedure = models.CharField(max_length=1, choices=Procedure, default=Procedure.ANY_ORDER)
    limit = models.FloatField(null=True)  # with procedure B: the share of all rows whose labels may be wrong
    risk_hash = models.CharField(max_length=64, blank=True)  # with procedure B: chained over (item, risk)
    reference_rule = models.CharField(max_length=20, choices=ReferenceRule, default=ReferenceRule.ONE_BLIND)
    claims = models.JSONField(default=list)  # [{question, wanted}]: answers of two that are promised beside the label
    seed_commitment = models.CharField(max_length=64)
    seed_encrypted = models.TextField()
    published_seed = models.CharField(max_length=64, blank=True)  # with it anybody can replay the draws; ends them too
    removals = models.PositiveIntegerField(default=0)  # the last removal's sequence number
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_until = models.BigIntegerField(default=0)  # the last item looked at while the rows are being frozen
    frozen_at = models.DateTimeField(null=True)  # all rows are in; from now on audits may be drawn
    # Reviewing has stopped: its log is that of this moment, and what people had settled by then is reviewed again.
    ended_at = models.DateTimeField(null=True)
    rechecks_left = models.PositiveIntegerField(default=0)  # reviewed rows that may still be drawn to be asked again

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_snapshot_a_number"),
            models.CheckConstraint(
                condition=models.Q(procedure="A", limit__isnull=True)
                | models.Q(procedure="B", limit__isnull=False, limit__gt=0, limit__lt=1),
                name="limit_with_procedure_b",
            ),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.number}"

    #: What the certificate's promise rests on.
    FIXED = frozenset(
        {
            "project", "number", "codebook", "risk", "family_risk", "procedure", "limit", "reference_rule", "claims",
            "seed_commitment", "seed_encrypted",
        }
    )  # fmt: skip
    #: What is known once it is full, and stays from the first draw on.
    FROZEN = frozenset({"size", "label_hash", "risk_hash", "frozen_until", "frozen_at"})

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if self.pk:
            if update_fields is None or self.FIXED & _fields(update_fields):
                raise Frozen(
                    "Risk, procedure, reference rule and seed of a snapshot stay as they were set: open a new one."
                )
            if self.FROZEN & _fields(update_fields) and self.draws.exists():
                raise Frozen("Rows were drawn from this snapshot: it takes in no more, and its hash stays.")
            if "ended_at" in update_fields:
                self.check_update(Snapshot.objects.filter(pk=self.pk), {"ended_at": self.ended_at})
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs) -> tuple:
        self.check_delete(Snapshot.objects.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    @classmethod
    def check_update(cls, those: models.QuerySet, values: dict) -> None:
        if (cls.FIXED | cls.FROZEN) & _fields(values) and those.filter(draws__isnull=False).exists():
            raise Frozen("Rows were drawn from this snapshot: what its promise rests on stays.")
        if "ended_at" in values and those.filter(ended_at__isnull=False).exists():
            raise Frozen("The log of this snapshot has ended; the moment of that stays.")

    @classmethod
    def check_delete(cls, those: models.QuerySet) -> None:
        if those.filter(draws__isnull=False).exists():
            raise Frozen("Rows were drawn from this snapshot: its draws are kept, however unlucky.")


class SnapshotItem(models.Model):
    """One row of the frozen population: its label, its secret audit key, and when it was handed out.

    `removal` orders all removals of a snapshot, audit and active alike; an item that was handed out never comes back.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="items", db_index=False)
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="snapshot_items")
    label = models.CharField(max_length=80)
    audit_key = models.BigIntegerField()
    risk = models.FloatField(null=True)  # with procedure B: how suspicious it was at the freeze; the order of the tails
    cluster = models.BigIntegerField(null=True)  # near-duplicates of one another had the same at the freeze; null: none
    removal = models.PositiveIntegerField(null=True)
    stream = models.CharField(max_length=10, blank=True)

    objects = SnapshotItemQuerySet.as_manager()

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

    #: What was frozen; only when and how the row left the pool is noted later.
    FIXED = frozenset({"snapshot", "item", "label", "audit_key", "cluster", "risk"})
    #: Written once, when it leaves the pool.
    REMOVED = frozenset({"removal", "stream"})

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if self.pk and (update_fields is None or self.FIXED & _fields(update_fields)):
            raise Frozen("The label and the place of a frozen row stay as they were frozen.")
        if self.pk and self.REMOVED & _fields(update_fields):
            self.check_update(SnapshotItem.objects.filter(pk=self.pk), dict.fromkeys(update_fields))
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs) -> tuple:
        self.check_delete(SnapshotItem.objects.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    @classmethod
    def check_update(cls, those: models.QuerySet, values: dict) -> None:
        if cls.FIXED & _fields(values) and those.filter(snapshot__draws__isnull=False).exists():
            raise Frozen("The label and the place of a frozen row stay as they were frozen.")
        if cls.REMOVED & _fields(values) and those.filter(removal__isnull=False).exists():
            raise Frozen("When and how a row left the pool stays: no draw is made an active row, or put back.")

    @classmethod
    def check_delete(cls, those: models.QuerySet) -> None:
        if those.filter(snapshot__draws__isnull=False).exists():
            raise Frozen("No row is taken out of a population from which rows were drawn.")


class AuditDraw(models.Model):
    """An audit draw: which item, and how many items were left to draw from (itself among them)."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="draws")
    removal = models.PositiveIntegerField()
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="audit_draws")
    remaining = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GuardedQuerySet.as_manager()

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

    @classmethod
    def check_update(cls, those: models.QuerySet, values: dict) -> None:
        raise Frozen("An audit draw is never changed.")

    @classmethod
    def check_delete(cls, those: models.QuerySet) -> None:
        raise Frozen("An audit draw is never discarded, however unlucky.")

    def delete(self, *args, **kwargs) -> None:
        raise Frozen("An audit draw is never discarded, however unlucky.")
