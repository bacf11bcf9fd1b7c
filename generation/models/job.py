from django.db import models

from generation.models.project import Project


class Job(models.Model):
    """Work in the background. The row is the record, a Celery message only the doorbell (generation/jobs.py).

    A worker holds a job by a lease that it renews; whatever dies, the sweeper rings again once the lease is over.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        FAILED = "failed"

    task = models.CharField(max_length=80)  # the name of a Celery task
    key = models.CharField(max_length=120)  # what it works on: one open job a (task, key)
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="jobs")
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    again = models.BooleanField(default=False)  # asked for once more while it was running
    progress = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "key"], condition=models.Q(state="open"), name="one_open_job_a_key")
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="open"), name="open_jobs")]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"
