"""Labels proposed without people: what was asked for, what came of it, and whether a lead uses them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotation.models.selection import Selection
from generation.models import Codebook, Project, Run
from generation.models.machine import ENHANCED


class Enhancement(models.Model):
    """One method, run once. Its labels are machine labels of its own `source` that never stand.

    Taken into use they are appended once more, under `used_as`, and these stand until they are put back: what a version
    or a person was given at a moment can be told for ever.

    `withheld`: rows whose label it would leave out rather than change; None: it proposes labels, or has nothing against
    any.

    `follows`: the round before, of a method whose next one starts where that one ended; `number_of_round` counts them.

    `doubted`: rows whose label, with its proposals, its judge would not give; None: it has no judge, or none doubted.

    `report` is the method's own, with `changes` [[from, to, rows]] and `labelled`, the rows that had a model's label.
    """

    ROUTED = "routing"  # no method of its own: the student's labels for rows that were routed to it

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    project = models.ForeignKey(Project, models.CASCADE, related_name="enhancements", db_index=False)
    method = models.CharField(max_length=20)
    sure = models.FloatField(null=True)  # the least probability of a label that is proposed; null: the method's own
    question = models.CharField(max_length=60)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    error = models.TextField(blank=True)
    changed = models.PositiveIntegerField(default=0)  # rows with another label
    withheld = models.ForeignKey(Selection, models.SET_NULL, null=True, related_name="+")
    doubted = models.ForeignKey(Selection, models.SET_NULL, null=True, related_name="+")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="next_rounds")
    number_of_round = models.PositiveSmallIntegerField(default=1)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")  # in which a model was asked
    report = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    seconds = models.FloatField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    in_use_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)  # how often it was taken into use

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(in_use_at__isnull=False), name="one_enhancement_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"enhancement {self.pk}"

    @property
    def source(self) -> str:
        return f"{ENHANCED}{self.method} #{self.pk}"

    @property
    def used_as(self) -> str:
        """The source of its labels while it is in use for the last time."""
        return f"{self.source}, use {self.uses}"
