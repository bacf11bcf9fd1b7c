"""Gold items that a lead has taken out of the checks."""

from django.conf import settings
from django.db import models


class RetiredCheckQuerySet(models.QuerySet):
    def standing(self):
        """Not taken back."""
        return self.filter(returned_at=None)

    def void(self):
        """Of items whose answers count for nobody."""
        return self.standing().filter(counts=False)


class RetiredCheck(models.Model):
    """A lead's word that an item checks nobody any more. It is never overwritten; taken back, it keeps who and when."""

    item = models.ForeignKey("annotation.Item", models.CASCADE, related_name="retired_checks", db_index=False)
    # Whether answers to it still count for the people who gave them: not where its label or the codebook was wrong.
    counts = models.BooleanField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)

    objects = RetiredCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(returned_at=None), name="one_standing_retirement_an_item"
            )
        ]

    def __str__(self) -> str:
        return f"item {self.item_id} retired from checks"
