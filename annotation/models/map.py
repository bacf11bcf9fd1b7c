"""A picture of all rows: where each lies, and what it is coloured by. Made by the worker; the newest holds."""

from django.db import models

from generation.models import Project


class DataMap(models.Model):
    """`columns`: [{id, title?, names?}], in the order of the parts' values; with `names` a value is a number of one,
    without them a share of 254; 255 says nothing. `regions`: [{rows, x, y, words, label, share, suspicion}]."""

    LABEL, BY, ANNOTATOR, REGION = "label", "label_source", "annotator", "region"  # columns that are no signals

    project = models.ForeignKey(Project, models.CASCADE, related_name="maps", db_index=False)
    rows = models.PositiveIntegerField()
    unplaced = models.PositiveIntegerField(default=0)  # without a word
    columns = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    made_from = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return f"map {self.pk}"


class MapPart(models.Model):
    """Some thousand rows, little-endian: their samples (floats of 8 bytes), their places (two of 2 bytes, of 65,535),
    then for each column a byte a row."""

    map = models.ForeignKey(DataMap, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "number"], name="one_part_of_a_map")]

    def __str__(self) -> str:
        return f"part {self.number} of map {self.map_id}"
