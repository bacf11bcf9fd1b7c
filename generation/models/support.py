"""Files that were brought in, and the lines of them that could not be."""

from django.conf import settings
from django.db import models

from generation.models.project import Project


class Import(models.Model):
    class State(models.TextChoices):
        UPLOADED = "uploaded"  # waits for someone to say what the columns are
        OPEN = "open"
        DONE = "done"
        FAILED = "failed"

    project = models.ForeignKey(Project, models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=255, blank=True)  # of the uploaded file under MEDIA_ROOT, while it is needed
    size = models.PositiveBigIntegerField(default=0)
    format = models.CharField(max_length=10)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    error = models.TextField(blank=True)
    rows = models.PositiveBigIntegerField(default=0)  # read and settled so far: an import that died goes on from here
    created = models.PositiveBigIntegerField(default=0)
    duplicates = models.PositiveBigIntegerField(default=0)
    labels_added = models.PositiveBigIntegerField(default=0)
    conflicts = models.PositiveBigIntegerField(default=0)  # samples whose labels contradict their reference
    # labels of duplicates that are not what the same source had said of the text before
    labels_left_out = models.PositiveBigIntegerField(default=0)
    differing = models.PositiveBigIntegerField(default=0)  # samples that two sources label differently
    rejected = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename or f"import {self.pk}"

    @property
    def told(self) -> int:
        """Lines of which the report says something."""
        return self.rejected + self.labels_left_out

    @property
    def is_useless(self) -> bool:
        """Read to the end, and every row was rejected."""
        return self.state == self.State.DONE and self.rejected > 0 and not self.created + self.duplicates


class RejectedLine(models.Model):
    source = models.ForeignKey(Import, models.CASCADE, related_name="rejected_lines")
    line = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=500)
    came_in = models.BooleanField(default=False)  # a duplicate: its label alone was left out

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
