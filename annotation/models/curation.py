"""The student, and the signals that say how suspicious a row is."""

from django.conf import settings
from django.db import models

from generation.models import Project, Sample


class Student(models.Model):
    """One fit of the small model: what it was trained on and how good it was. Its labels are machine labels."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="students")
    question = models.CharField(max_length=60)
    rows = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()  # human answers it was trained with
    classes = models.JSONField(default=list)
    metrics = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    seed = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"student {self.pk}"


class StudentTraining(models.Model):
    """How the student learns from now on: one of students/words.py, "" for plainly. A project's newest holds."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="student_trainings", db_index=False)
    training = models.CharField(max_length=20, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return f"training {self.pk}"


class Signal(models.Model):
    """A number in [0, 1] that says what is odd about a row; `suspicion` is made from those about its label.

    `detail` holds the numbers of the sentence that explains it (methods/signals/sentences.py), where it needs any.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="signals", db_index=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="signals", db_index=False)
    name = models.CharField(max_length=40)
    value = models.FloatField()
    detail = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "name"], name="one_signal_a_name")]
        indexes = [models.Index(fields=["project", "name", "-value", "sample"])]

    def __str__(self) -> str:
        return f"{self.name} {self.value:.3f}"
