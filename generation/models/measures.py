"""What the samples of a run were like when so many had been accepted. A new look is a new row."""

from django.db import models

from generation.models.run import Run


class RunMeasures(models.Model):
    run = models.ForeignKey(Run, models.CASCADE, related_name="measures", db_index=False)
    accepted = models.PositiveIntegerField()  # samples of its own that it had then
    data = models.JSONField()  # name of a measure, as generation.methods.measures.words titles it -> value
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["accepted"]
        constraints = [models.UniqueConstraint(fields=["run", "accepted"], name="one_look_a_count")]

    def __str__(self) -> str:
        return f"run {self.run_id} at {self.accepted}"
