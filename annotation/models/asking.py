"""Asking a model again where its answers differ: how often at least and at most, and in which runs so far."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Project, Run


class Asking(models.Model):
    """All rows are asked about `times` times, those on which the answers differ up to `most` times.

    `runs` are the numbers of its runs in their order: the first `times` of them ask about every row, each further one
    about the rows that are undecided by then. `stopped` says why it ended before its time, in English. Where it could
    not go on for `tries` times, it is tried again from `retry_at` on, and `stopped` says what went wrong last.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    project = models.ForeignKey(Project, models.CASCADE, related_name="askings", db_index=False)
    first = models.ForeignKey(Run, models.CASCADE, related_name="+")  # the run that gave the labels
    times = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    runs = models.JSONField(default=list)
    budget_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    stopped = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["project", "-id"]),
            models.Index(fields=["id"], condition=models.Q(state="running"), name="running_askings"),
        ]

    def __str__(self) -> str:
        return f"asking {self.pk}"
