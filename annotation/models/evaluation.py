from django.db import models

from generation.models import Project


class Report(models.Model):
    """Stored results that pages show: agreement, comparison, dashboard. Made by the worker; the newest holds."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports", db_index=False)
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    answers = models.PositiveIntegerField(default=0)  # valid human answers when it was made
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "kind", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.project_id}"
