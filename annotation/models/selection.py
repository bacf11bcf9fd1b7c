"""Rows that somebody picked out and gave a name: to look at, and to have people asked about them first."""

from django.conf import settings
from django.db import models

from generation.models import Project, Sample


class Selection(models.Model):
    """Its rows stay as they were chosen. `asked_at`: since when its rows go before others in the queue."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="selections", db_index=False)
    name = models.CharField(max_length=80)
    rows = models.PositiveIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return self.name


class Selected(models.Model):
    selection = models.ForeignKey(Selection, models.CASCADE, related_name="selected", db_index=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="selected")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "sample"], name="one_place_in_a_selection")]

    def __str__(self) -> str:
        return f"sample {self.sample_id} of selection {self.selection_id}"
