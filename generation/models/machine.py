from django.db import models

from generation.models.run import Call
from generation.models.sample import Sample

STUDENT = "student"  # the source of the student's labels, which no import may use


class MachineLabel(models.Model):
    """What a model says of a sample: an LLM's label, imported or from a run, or the student's."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="machine_labels", db_index=False)
    question = models.CharField(max_length=60)
    source = models.CharField(max_length=80)  # "import", the name given on import, "run:<id>", "student"
    label = models.CharField(max_length=80)
    probability = models.FloatField(null=True)
    codebook_number = models.PositiveIntegerField(null=True)
    rule = models.CharField(max_length=20, blank=True)
    quote = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+", db_index=False)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "question", "source"], name="one_label_a_source"),
            models.CheckConstraint(
                condition=models.Q(probability=None) | models.Q(probability__gte=0, probability__lte=1),
                name="machine_probability_in_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.label}"
