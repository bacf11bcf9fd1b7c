from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Project

_share = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class ReviewPolicy(models.Model):
    """How a lead wants a project to be reviewed."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="review_policy")
    blind_active = models.BooleanField(
        _("hide the model's suggestion until the answer"),
        default=False,
        help_text=_("Audit, overlap and hand-picked items are always blind."),
    )
    audit_open = models.BooleanField(_("audit is open"), default=False)
    audit_share = models.FloatField(_("share of audit items"), default=0.25, validators=_share)
    overlap_share = models.FloatField(_("share of items that two people answer"), default=0.1, validators=_share)
    lease_minutes = models.PositiveIntegerField(
        _("minutes until an item that nobody answers goes to another person"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )

    def __str__(self) -> str:
        return f"policy of {self.project}"
