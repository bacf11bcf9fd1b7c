from datetime import datetime
from typing import Any

from django.db import models

from generation.methods.sources import ENHANCED, HUMAN, PERSON, STUDENT  # noqa: F401 - read from here, too
from generation.models.run import Call, Run
from generation.models.sample import Sample


def sources_of(run: Run) -> list[str]:
    """The names under which the rounds of a run have labelled so far, the current one's last."""
    name = f"{run.asked['name']} #{run.pk}"
    return [name, *(f"{name}.{number}" for number in range(2, run.round + 1))]


class MachineLabelQuerySet(models.QuerySet):
    def standing(self, at: datetime | None = None) -> "MachineLabelQuerySet":
        """Without the labels that a later round of their run replaced, or had replaced by a moment."""
        stands = models.Q(replaced_at=None)
        return self.filter(stands if at is None else stands | models.Q(replaced_at__gt=at))

    def said_anew(self) -> "MachineLabelQuerySet":
        """Without those that a run took over from an earlier answer to the very same request: the sample has that label
        of that answer already, so nothing more was said."""
        same_request = models.Q(call__request_hash=models.OuterRef("call__request_hash"))
        of_it = models.Q(sample=models.OuterRef("sample"), question=models.OuterRef("question"))
        earlier = MachineLabel.objects.standing().filter(of_it, same_request, pk__lt=models.OuterRef("pk"))
        return self.filter(~(models.Q(call__cached=True) & models.Exists(earlier)))

    def in_turn(self) -> "MachineLabelQuerySet":
        """The label that holds first: one that a lead took into use, else the oldest."""
        in_use_first = models.Case(models.When(source__startswith=ENHANCED, then=0), default=1)
        return self.order_by(in_use_first, "id")

    def given_by(self, at: datetime) -> "MachineLabelQuerySet":
        """What was said by a moment. The student's guesses, which are written over, are those of now."""
        return self.filter(models.Q(source=STUDENT) | models.Q(created_at__lte=at))


class MachineLabel(models.Model):
    """What a model says of a sample: an LLM's label, imported or from a run, or the student's.

    Of several the oldest that stands is the sample's label, until a person speaks; the others are second opinions. One
    of an enhancement stands only while a lead has it in use, and goes before the oldest.
    To a question of another kind `value` is the answer, and `label` is "": a label costs no more than before.
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
    value = models.JSONField(null=True)  # as its kind has it (generation/methods/questions)

    objects = MachineLabelQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "question", "source"], name="one_label_a_source"),
            models.CheckConstraint(
                condition=models.Q(probability=None) | models.Q(probability__gte=0, probability__lte=1),
                name="machine_probability_in_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(label=""), name="machine_label_or_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.answer}"

    @property
    def answer(self) -> Any:
        return self.label if self.value is None else self.value
