"""Who decides about which label: what things cost, and the points of the frontier that leads had carried out."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotation.models.enhancement import Enhancement
from annotation.models.selection import Selection
from generation.models import Project


class RoutePrices(models.Model):
    """What asking costs, in USD. Appended; a project's newest hold. `seconds` holds until enough answers were timed
    (annotation.routing.answer_time)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="route_prices", db_index=False)
    wage = models.FloatField(default=20.0, validators=[MinValueValidator(0.01), MaxValueValidator(10_000)])  # an hour
    seconds = models.FloatField(default=20.0, validators=[MinValueValidator(0.1), MaxValueValidator(86_400)])
    call = models.FloatField(default=0.001, validators=[MinValueValidator(0), MaxValueValidator(1000)])
    person_error = models.FloatField(default=0.0, validators=[MinValueValidator(0), MaxValueValidator(0.5)])
    # What people's answers may take in all; 0: nobody has said. No route goes by it, Enough? tells how much is spent.
    budget = models.FloatField(default=0.0, validators=[MinValueValidator(0), MaxValueValidator(1e9)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return f"prices {self.pk}"


class Routing(models.Model):
    """A point of the frontier that was carried out: at `value`, what a wrong label costs, every row went its best way.

    `told`: {rows, error_before, cost, error, people, routes}, as expected when it was carried out. `again`: the rows
    that a model is to be asked about once more; `people` those that people are asked about first; `labels` the
    student's. Each is None where there are no such rows.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    project = models.ForeignKey(Project, models.CASCADE, related_name="routings", db_index=False)
    prices = models.ForeignKey(RoutePrices, models.PROTECT, related_name="+")
    value = models.FloatField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    error = models.TextField(blank=True)
    told = models.JSONField(default=dict)
    people = models.ForeignKey(Selection, models.SET_NULL, null=True, related_name="+")
    again = models.ForeignKey(Selection, models.SET_NULL, null=True, related_name="+")
    labels = models.ForeignKey(Enhancement, models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"])]

    def __str__(self) -> str:
        return f"routing {self.pk}"
