"""Samples, given or generated. Their text never changes; what is said of them is appended elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.project import Project
from generation.models.run import PlannedRow, Run


class Origin(models.TextChoices):
    GENERATED = "generated", _("From a run, or written by a model elsewhere")
    IMPORTED = "imported", _("Imported")  # with a label to check; who wrote the text is not said
    COLLECTED = "collected", _("Written by people")  # with a label to check
    SEED = "seed", _("Seed")
    UNLABELLED = "unlabelled", _("Imported without a label")
    GOLD = "gold", _("Gold")


#: Texts whose labels are to be checked, whoever wrote them.
TO_CHECK = (Origin.GENERATED, Origin.IMPORTED, Origin.COLLECTED)


class SampleState(models.TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    NEEDS_PERSON = "needs_person", _("Needs a person")


class LabelSource(models.TextChoices):
    NONE = "", _("None")
    MACHINE = "machine", _("Model")
    PERSON = "person", _("Person")
    REFERENCE = "reference", _("Reference")


class SampleQuerySet(models.QuerySet):
    def kept(self):
        """Without those that people have thrown away."""
        return self.exclude(state=SampleState.REJECTED)

    def labelled_by_people(self):
        """With a label that people came to. None where a lead is still to decide, whatever one person said before."""
        return self.filter(label_source=LabelSource.PERSON).exclude(state=SampleState.NEEDS_PERSON)


class Sample(models.Model):
    """A row. Whoever inserts samples locks the project's row first (`generation.locks`), so ids follow commits."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="samples", db_index=False)
    fields = models.JSONField()
    content_hash = models.BinaryField(max_length=16)
    origin = models.CharField(max_length=10, choices=Origin)
    external_id = models.CharField(max_length=200, null=True)
    metadata = models.JSONField(default=dict)
    reference = models.CharField(max_length=80, blank=True)  # the given label of a seed or gold sample
    # Derived from machine labels and resolutions, written by annotation's resolve action:
    current_label = models.CharField(max_length=80, blank=True)
    label_source = models.CharField(max_length=10, choices=LabelSource, blank=True)
    answers = models.JSONField(default=dict)  # {question: label} where a codebook asks more than one
    state = models.CharField(max_length=12, choices=SampleState, default=SampleState.CANDIDATE)
    # Where it came from:
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="samples", db_index=False)
    planned_row = models.ForeignKey(PlannedRow, models.PROTECT, null=True, related_name="samples", db_index=False)
    place = models.PositiveSmallIntegerField(default=0)  # among the candidates of its row
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "content_hash"], name="one_sample_a_text"),
            models.UniqueConstraint(fields=["project", "external_id"], name="one_sample_an_external_id"),
            models.UniqueConstraint(fields=["planned_row", "place"], name="one_sample_a_candidate"),
        ]
        indexes = [
            models.Index(fields=["project", "state", "id"]),
            models.Index(fields=["project", "current_label", "id"]),
            models.Index(fields=["project", "origin", "id"]),
            models.Index(fields=["run", "id"], condition=models.Q(run__isnull=False), name="samples_of_a_run"),
            models.Index(
                fields=["run"],
                condition=models.Q(run__isnull=False, state=SampleState.NEEDS_PERSON),
                name="of_a_run_for_people",
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class GateResult(models.Model):
    """What one gate of a recipe's verifier said of one candidate."""

    row = models.ForeignKey(PlannedRow, models.CASCADE, related_name="gates", db_index=False)
    place = models.PositiveSmallIntegerField(default=0)  # of the candidate in its row
    gate = models.CharField(max_length=40)
    action = models.CharField(max_length=10)  # accept | reject | repair | review
    reason = models.CharField(max_length=300, blank=True)
    score = models.FloatField(null=True)
    attempt = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "place", "gate", "attempt"], name="one_result_a_gate")]

    def __str__(self) -> str:
        return f"{self.gate}: {self.action}"
