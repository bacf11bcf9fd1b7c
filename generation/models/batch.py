"""Requests that were handed to an endpoint's batch door, to be answered within a day."""

from django.db import models

from generation.models.run import Run


class Batch(models.Model):
    run = models.ForeignKey(Run, models.CASCADE, related_name="endpoint_batches")
    second = models.BooleanField(default=False)  # whether it is with the run's second endpoint
    provider_id = models.CharField(max_length=200, blank=True)  # '' until the endpoint has said it
    keys = models.JSONField()  # `generation.llm.client.request_key` of its requests -> worst case in USD, live
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)  # of the run's
    closed = models.BooleanField(default=False)  # the run has ended, and what the batch costs is booked
    state = models.CharField(max_length=20, default="new")  # as the endpoint calls it
    output = models.CharField(max_length=200, blank=True)  # the file with the answers
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.provider_id or f"batch {self.pk}"

    @property
    def name(self) -> str:
        """What the endpoint is told, so that a batch whose number was lost is found again."""
        return f"run-{self.run_id}-{self.pk}"
