"""Dataset versions: a frozen selection of rows with their labels, and what is said of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Codebook, Project, Sample


class DatasetVersion(models.Model):
    class State(models.TextChoices):
        CUTTING = "cutting", _("Being cut")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    project = models.ForeignKey(Project, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="versions")
    state = models.CharField(max_length=10, choices=State, default=State.CUTTING)
    error = models.TextField(blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    filters = models.JSONField(default=dict)
    chosen_at = models.DateTimeField(null=True)  # what people said later is not in it
    rows = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)  # SHA-256 over the rows' canonical JSON lines
    card = models.JSONField(default=dict)  # what the dataset card states, frozen with the version
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"


class Row(models.Model):
    """One exported row, frozen: `payload` is the canonical JSON line that every export is made from."""

    version = models.ForeignKey(DatasetVersion, models.CASCADE, related_name="frozen_rows", db_index=False)
    position = models.PositiveIntegerField()
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="version_rows")
    label = models.CharField(max_length=80)
    source = models.CharField(max_length=10)  # of the label, when the version was cut
    split = models.CharField(max_length=10)
    payload = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_row_a_position"),
            models.UniqueConstraint(fields=["version", "sample"], name="one_row_a_sample"),
        ]

    def __str__(self) -> str:
        return f"row {self.position} of {self.version_id}"
