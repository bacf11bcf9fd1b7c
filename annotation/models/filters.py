"""Filters: what their page counts from, the sets that people kept, and the rows that a version left out for them."""

from django.conf import settings
from django.db import models

from generation.models import Project, Sample


class FilterBasis(models.Model):
    """The rows of a project as columns of bytes (methods/filters/live.py). Made by the worker; the newest holds.

    `rows` are those that a version without filters would hold, `held` all that stand in the columns; of a very large
    project these are drawn at random, and `is_drawn` says so. `facts`: {classes, chances, wrong, population, snapshot}.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="filter_bases", db_index=False)
    rows = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    is_drawn = models.BooleanField(default=False)
    labels = models.JSONField(default=list)
    known = models.JSONField(default=list)  # the rules that have a column
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return f"filter basis {self.pk}"


class FilterColumn(models.Model):
    """One column: a byte a row, but for `samples` (ids, 8 bytes each), `audit` and `words` (annotation/filters)."""

    basis = models.ForeignKey(FilterBasis, models.CASCADE, related_name="columns", db_index=False)
    name = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["basis", "name"], name="one_filter_column_a_name")]

    def __str__(self) -> str:
        return f"{self.name} of filter basis {self.basis_id}"


class FilterSet(models.Model):
    """A pipeline as somebody kept it: [{filter, at, on}], in their order. Never changed, only followed by another.

    `effect`: what it would have left out when it was kept.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="filter_sets", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    steps = models.JSONField()
    effect = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_filter_set_a_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


class DropCheck(models.Model):
    """Rows that a kept set leaves out, drawn by chance for people to look at: one draw a set, so nobody draws until the
    figure pleases. `labels` {sample: the label it had}, `population`: of how many they were drawn, as the columns had
    counted them by then."""

    filter_set = models.OneToOneField(FilterSet, models.CASCADE, related_name="check_of_dropped")
    selection = models.ForeignKey("annotation.Selection", models.SET_NULL, null=True, related_name="+")
    labels = models.JSONField()
    population = models.PositiveIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"check of what {self.filter_set} drops"


class DroppedRow(models.Model):
    """A row that the filter set of a version left out, frozen with it: by which step, and the numbers of its reason."""

    version = models.ForeignKey(
        "annotation.DatasetVersion", models.CASCADE, related_name="dropped_rows", db_index=False
    )
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="dropped_from")
    step = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=60)
    score = models.FloatField(null=True)
    threshold = models.FloatField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "sample"], name="one_reason_a_dropped_row")]

    def __str__(self) -> str:
        return f"sample {self.sample_id} dropped from version {self.version_id}"
