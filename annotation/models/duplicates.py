"""Groups of near-duplicates as the worker found them last, what leads decided of them, what a version left out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotation.models.dataset import DatasetVersion
from generation.models import Project, Sample


class DuplicateSet(models.Model):
    """One look for near-duplicates through all rows of a project; the newest holds. `copies`: rows of its groups beyond
    one each; `conflicts`: groups whose labels differ; `spare`: the copies of the other groups, which a rule drops."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="duplicate_sets", db_index=False)
    rows = models.PositiveIntegerField()
    groups = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    spare = models.PositiveIntegerField(default=0)
    made_from = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return f"duplicates {self.pk}"


#: What a group may be asked for: name -> its column.
MARKS = ("conflict", "exact", "mixed", "contaminated", "across_parts")


class DuplicateGroup(models.Model):
    """`labels`, `origins`: [[name, rows]], the most frequent first. `keeps`: {rule: sample}. `spare`: the rows that a
    rule, or a lead, drops of it."""

    found = models.ForeignKey(DuplicateSet, models.CASCADE, related_name="found", db_index=False)
    size = models.PositiveIntegerField()
    spare = models.PositiveIntegerField(default=0)
    labels = models.JSONField(default=list)
    origins = models.JSONField(default=list)
    keeps = models.JSONField(default=dict)
    answered = models.PositiveIntegerField(default=0)  # rows that carry a label of people
    least = models.FloatField(default=1)  # the similarity of the row that is least like the most central one
    conflict = models.BooleanField(default=False)  # two labels occur
    exact = models.BooleanField(default=False)  # equal but for case, marks and spaces
    mixed = models.BooleanField(default=False)  # of several origins
    contaminated = models.BooleanField(default=False)  # a gold row and one that is none
    across_parts = models.BooleanField(default=False)  # in several parts of the newest version
    choice = models.CharField(max_length=4, blank=True)  # of a lead, see DuplicateDecision
    chosen = models.BigIntegerField(null=True)  # the sample that a lead keeps

    class Meta:
        indexes = [
            models.Index(fields=["found", "-size", "-id"], name="duplicates_by_size"),
            *(
                models.Index(
                    fields=["found", "-size", "-id"], name=f"duplicates_{mark}"[:30], condition=Q(**{mark: True})
                )
                for mark in MARKS
            ),
        ]

    def __str__(self) -> str:
        return f"group {self.pk}"


class DuplicateRow(models.Model):
    """`place`: its rank by likeness to the most central row of its group, from 0. `similarity`: to that row."""

    group = models.ForeignKey(DuplicateGroup, models.CASCADE, related_name="rows", db_index=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="duplicate_rows")
    place = models.PositiveIntegerField()
    similarity = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "place"], name="one_row_a_place")]

    def __str__(self) -> str:
        return f"row {self.place} of group {self.group_id}"


class DuplicateDecision(models.Model):
    """What a lead decided of a group, appended: the last one on a sample holds. `samples`: the group as it was seen."""

    class Choice(models.TextChoices):
        ONE = "one", _("keep this one")
        ALL = "all", _("keep all")
        RULE = "rule", _("by the rule")

    project = models.ForeignKey(Project, models.CASCADE, related_name="duplicate_decisions", db_index=False)
    choice = models.CharField(max_length=4, choices=Choice)
    sample = models.ForeignKey(Sample, models.CASCADE, null=True, related_name="+")  # the one that is kept
    samples = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"], name="duplicate_decisions_newest")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class LeftOut(models.Model):
    """A row that a version left out as a near-duplicate of one that it holds. `rule`: by which of them, or a person."""

    BY_A_PERSON = "person"

    version = models.ForeignKey(DatasetVersion, models.CASCADE, related_name="left_out", db_index=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="+")
    of = models.ForeignKey(Sample, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "sample"], name="left_out_once")]

    def __str__(self) -> str:
        return f"sample {self.sample_id} as {self.of_id}"
