from datetime import datetime

from django.db import models

from generation.models.run import Call, Run
from generation.models.sample import Sample

#: Who gives labels beside the sources of imports and runs; no import may call its source so.
STUDENT = "student"  # the source of the student's labels
HUMAN = "human"  # people together
PERSON = "person:"  # before a name: one of them


def sources_of(run: Run) -> list[str]:
    """The names under which the rounds of a run have labelled so far, the current one's last."""
    name = f"{run.asked['name']} #{run.pk}"
    return [name, *(f"{name}.{number}" for number in range(2, run.round + 1))]


class MachineLabelQuerySet(models.QuerySet):
    def standing(self, at: datetime | None = None) -> "MachineLabelQuerySet":
        """Without the labels that a later round of their run replaced, or had replaced by a moment."""
        stands = models.Q(replaced_at=None)
        return self.filter(stands if at is None else stands | models.Q(replaced_at__gt=at))

    def given_by(self, at: datetime) -> "MachineLabelQuerySet":
        """What was said by a moment. The student's guesses, which are written over, are those of now."""
        return self.filter(models.Q(source=STUDENT) | models.Q(created_at__lte=at))


class MachineLabel(models.Model):
    """What a model says of a sample: an LLM's label, imported or from a run, or the student's.

    Of several the oldest that stands is the sample's label, until a person speaks; the others are second opinions.
    """

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
    replaced_at = models.DateTimeField(null=True)  # a later round of its run answered the question anew

    objects = MachineLabelQuerySet.as_manager()

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
