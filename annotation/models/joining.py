"""By which method several people's answers to an item become one label, where a lead chose that."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Project


class Joining(models.Model):
    """A rule that a lead had reckoned, and may have put to use. At most one a project is in use.

    `told` is what it came to when it was reckoned or used last (annotation/joined/reckoning.py). `seen` and
    `seen_event` are the newest answer and the newest line of the audit log that it knows of; `changed` counts the rows
    that it changed since the log last told so.
    """

    class Method(models.TextChoices):
        """Of annotation/methods/aggregation/registry.py; the majority needs no joining."""

        WEIGHTED = "weighted", _("Weighted majority")
        ONE_COIN = "one_coin", _("One-coin model")
        DAWID_SKENE = "dawid_skene", "Dawid-Skene"
        MACE = "mace", "MACE"
        GLAD = "glad", "GLAD"

    class Below(models.TextChoices):
        PERSON = "person", _("one more person is asked, up to the number below, then a lead decides")
        LEAD = "lead", _("a lead decides")

    class State(models.TextChoices):
        RECKONING = "reckoning", _("being reckoned")
        READY = "ready", _("not used yet")
        APPLYING = "applying", _("rows are being joined")
        USED = "used", _("in use")
        UNDOING = "undoing", _("being taken back")
        BACK = "back", _("taken back")
        REPLACED = "replaced", _("replaced by another rule")
        FAILED = "failed", _("failed")

    project = models.ForeignKey(Project, models.CASCADE, related_name="joinings", db_index=False)
    method = models.CharField(_("method"), max_length=20, choices=Method, default=Method.DAWID_SKENE)
    with_models = models.BooleanField(
        _("models' labels join as annotators"),
        default=False,
        help_text=_(
            "Models that were trained alike err alike. A label that rests on models counts for no certificate: its row "
            "stays unsettled there."
        ),
    )
    confidence = models.FloatField(
        _("least confidence"), default=0.95, validators=[MinValueValidator(0.5), MaxValueValidator(0.999)]
    )
    below = models.CharField(_("below it"), max_length=10, choices=Below, default=Below.PERSON)
    most = models.PositiveSmallIntegerField(
        _("people an item at most"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    state = models.CharField(max_length=10, choices=State, default=State.RECKONING)
    told = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    seen = models.BigIntegerField(default=0)
    seen_event = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)  # the last time that its rows were brought in line

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"], name="joinings_of_project")]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state__in=["applying", "used", "undoing"]),
                name="one_joining_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.pk}"
