"""Rows that people had settled when reviewing stopped, and which were asked again (methods/human.md 9.9)."""

from django.conf import settings
from django.db import models

from annotation.models.certificate import Frozen, GuardedQuerySet, Snapshot, _fields


class Recheck(models.Model):
    """A snapshot's reviewed pool, frozen, with a risk of its own. The draws follow the snapshot's secret seed."""

    snapshot = models.OneToOneField(Snapshot, models.CASCADE, related_name="recheck")
    risk = models.FloatField()
    size = models.PositiveIntegerField(default=0)
    label_hash = models.CharField(max_length=64, blank=True)  # chained over (item, label) as they were taken in
    decided = models.PositiveIntegerField(default=0)  # not in the pool, for everybody may read what a lead decided
    revised = models.PositiveIntegerField(default=0)  # nor these: their label is that of a text that people wrote
    draws = models.PositiveIntegerField(default=0)  # the last draw's number
    frozen_until = models.BigIntegerField(default=0)  # the last item looked at while the rows are being frozen
    frozen_at = models.DateTimeField(null=True)  # all rows are in; from now on rows are asked again
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GuardedQuerySet.as_manager()

    #: What the promise rests on, and what is known once the pool is full.
    FIXED = frozenset({"snapshot", "risk"})
    FROZEN = frozenset({"size", "label_hash", "decided", "revised", "frozen_until", "frozen_at"})

    def __str__(self) -> str:
        return f"reviewed pool of {self.snapshot_id}"

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if self.pk:
            self.check_update(Recheck.objects.filter(pk=self.pk), dict.fromkeys(update_fields or self.FIXED))
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs) -> tuple:
        self.check_delete(Recheck.objects.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    @classmethod
    def check_update(cls, those: models.QuerySet, values: dict) -> None:
        if cls.FIXED & _fields(values):
            raise Frozen("The risk and the snapshot of a reviewed pool stay as they were set.")
        if cls.FROZEN & _fields(values) and those.filter(draws__gt=0).exists():
            raise Frozen("Rows of this pool were asked again: it takes in no more.")

    @classmethod
    def check_delete(cls, those: models.QuerySet) -> None:
        if those.filter(draws__gt=0).exists():
            raise Frozen("Rows of this pool were asked again: its draws are kept, however unlucky.")


class RecheckRow(models.Model):
    """A row of the pool: the label that people had settled, its secret key, and when it was drawn to be asked again."""

    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="rows", db_index=False)
    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="rechecks")
    label = models.CharField(max_length=80)
    key = models.BigIntegerField()
    draw = models.PositiveIntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recheck", "item"], name="one_recheck_row_an_item"),
            models.UniqueConstraint(fields=["recheck", "draw"], name="one_recheck_a_number"),
        ]
        indexes = [
            models.Index(fields=["recheck", "key"], condition=models.Q(draw=None), name="not_asked_again_by_key"),
        ]

    #: Written once, when it is drawn.
    DRAWN = frozenset({"draw", "drawn_at"})

    def __str__(self) -> str:
        return f"item {self.item_id} of {self.recheck_id}"

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if self.pk:
            self.check_update(RecheckRow.objects.filter(pk=self.pk), dict.fromkeys(update_fields or ["label"]))
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs) -> tuple:
        self.check_delete(RecheckRow.objects.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    @classmethod
    def check_update(cls, those: models.QuerySet, values: dict) -> None:
        if _fields(values) - cls.DRAWN:
            raise Frozen("The label and the place of a reviewed row stay as they were frozen.")
        if those.filter(draw__isnull=False).exists():
            raise Frozen("A draw is never changed or taken back.")

    @classmethod
    def check_delete(cls, those: models.QuerySet) -> None:
        if those.filter(recheck__draws__gt=0).exists():
            raise Frozen("No row is taken out of a pool from which rows were drawn.")
